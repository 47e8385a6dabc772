//! Payloads that do not fit into an entry.

/// Values under small numbers. A number that was freed last is given out first, so that the same calls give the same numbers.
#[derive(Clone, Debug)]
pub struct Slab<T> {
    values: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Slab<T> {
    /// A slab without values.
    pub fn new() -> Self {
        Self { values: Vec::new(), free: Vec::new() }
    }

    /// Keeps a value; returns its number, under which [`Slab::remove`] takes it.
    ///
    /// # Panics
    /// If 2³² values are kept already.
    pub fn insert(&mut self, value: T) -> u32 {
        if let Some(index) = self.free.pop() {
            self.values[index as usize] = Some(value);
            return index;
        }
        let index = u32::try_from(self.values.len()).expect("a slab holds at most 2^32 values");
        self.values.push(Some(value));
        index
    }

    /// Takes the value kept under `index`.
    ///
    /// # Panics
    /// If there is none.
    pub fn remove(&mut self, index: u32) -> T {
        let slot = self.values.get_mut(index as usize).and_then(Option::take);
        let value = slot.unwrap_or_else(|| panic!("the slab keeps nothing under {index}"));
        self.free.push(index);
        value
    }

    /// The value kept under `index`, if any.
    pub fn get(&self, index: u32) -> Option<&T> {
        self.values.get(index as usize)?.as_ref()
    }

    /// The value kept under `index`, if any.
    pub fn get_mut(&mut self, index: u32) -> Option<&mut T> {
        self.values.get_mut(index as usize)?.as_mut()
    }

    /// Number of values kept.
    pub fn len(&self) -> usize {
        self.values.len() - self.free.len()
    }

    /// Whether no value is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All values with their numbers, in the order of these.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        (0..).zip(&self.values).filter_map(|(index, value)| Some((index, value.as_ref()?)))
    }
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_again_last_freed_first() {
        let mut slab = Slab::new();
        assert_eq!([slab.insert('a'), slab.insert('b'), slab.insert('c')], [0, 1, 2]);
        assert_eq!((slab.remove(0), slab.remove(2), slab.len()), ('a', 'c', 1));
        assert_eq!([slab.insert('d'), slab.insert('e'), slab.insert('f')], [2, 0, 3]);
        *slab.get_mut(1).unwrap() = 'B';
        assert_eq!(
            slab.iter().map(|(index, value)| (index, *value)).collect::<Vec<_>>(),
            [(0, 'e'), (1, 'B'), (2, 'd'), (3, 'f')]
        );
        assert_eq!((slab.get(4), slab.is_empty()), (None, false));
    }

    #[test]
    #[should_panic(expected = "the slab keeps nothing under 0")]
    fn a_value_can_be_taken_once() {
        let mut slab = Slab::new();
        let index = slab.insert(());
        slab.remove(index);
        slab.remove(index);
    }
}
