//! Rules between `[owners]` and the rest: a share for each hour, machines that there are, a time of day for each region.

use super::conflict::{distinct, refuse, told};
use super::error::ScenarioError;
use super::loader::Loaded;

/// Checks them; the message names each key, its value and where it was set.
pub(super) fn check(loaded: &Loaded) -> Result<(), ScenarioError> {
    let (owners, population) = (&loaded.scenario.owners, &loaded.scenario.population);
    let (hours, offsets, regions) = (owners.share_by_hour.len(), owners.utc_offset_h.len(), population.regions.len());
    if hours != 24 {
        let place = loaded.place("owners.share_by_hour");
        return refuse(format!("owners.share_by_hour ({place}) has {hours} entries: it must have 24, one an hour of the day"));
    }
    if offsets != 0 && offsets != regions {
        return refuse(format!(
            "owners.utc_offset_h ({}) has {offsets} entries, population.regions ({}) has {regions}: one per region, or none for those \
             of our table",
            loaded.place("owners.utc_offset_h"),
            loaded.place("population.regions"),
        ));
    }
    distinct(loaded, "owners.classes", "", owners.classes.iter())?;
    let known = |name: &str| population.classes.iter().any(|class| class.name == name);
    match owners.classes.iter().enumerate().find(|(_, name)| !known(name)) {
        None => Ok(()),
        Some((index, name)) => {
            let named = told(loaded, &format!("owners.classes.{index}"), format!("\"{name}\""));
            let there: Vec<&str> = population.classes.iter().map(|class| class.name.as_str()).collect();
            let place = loaded.place("population.classes");
            refuse(format!("{named} is not in population.classes ({place}); there are: {}", there.join(", ")))
        }
    }
}
