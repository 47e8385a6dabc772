//! The address of a broker as people write it.

use percent_encoding::percent_decode_str;
use std::fmt;
use std::str::FromStr;
use url::Url;

/// Port of MQTT without TLS.
const DEFAULT_PORT: u16 = 1883;

/// `mqtt://[user[:password]@]host[:port]`; printed without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct BrokerUrl {
    /// Name or address of the machine.
    pub host: String,
    /// TCP port; 1883 if not written.
    pub port: u16,
    /// User and password, percent-decoded.
    pub credentials: Option<(String, String)>,
}

/// Why a broker's address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not a URL, or without host.
    #[error("`{given}` is no broker address ({why}): write mqtt://host:port, for example mqtt://127.0.0.1:1883")]
    Form {
        /// As given.
        given: String,
        /// What is wrong.
        why: String,
    },
    /// TLS or something that is not MQTT.
    #[error(
        "scheme `{scheme}` is not supported: write mqtt://host:port. For an encrypted link, let a TLS tunnel (such as \
         stunnel) listen on this machine and give its address"
    )]
    Scheme {
        /// As given.
        scheme: String,
    },
    /// More than an address.
    #[error("a broker address ends after the port, this one goes on with `{rest}`: leave that away")]
    Rest {
        /// Path and query.
        rest: String,
    },
}

impl FromStr for BrokerUrl {
    type Err = UrlError;

    fn from_str(given: &str) -> Result<Self, UrlError> {
        let form = |why: String| UrlError::Form { given: without_password(given), why };
        if !given.contains("://") {
            return Err(form("it does not begin with mqtt://".into()));
        }
        let url = Url::parse(given).map_err(|error| form(error.to_string()))?;
        if url.scheme() != "mqtt" {
            return Err(UrlError::Scheme { scheme: url.scheme().into() });
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| form("the host is missing".into()))?;
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            let rest = &url[url::Position::BeforePath..];
            return Err(UrlError::Rest { rest: rest.into() });
        }
        let decode = |part: &str| {
            let text = percent_decode_str(part).decode_utf8();
            text.map(String::from).map_err(|_| form("user or password is not UTF-8 when percent-decoded".into()))
        };
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) => Some((decode(user)?, decode(password.unwrap_or_default())?)),
        };
        Ok(Self { host: host.into(), port: url.port().unwrap_or(DEFAULT_PORT), credentials })
    }
}

/// What was given, fit to be printed.
fn without_password(given: &str) -> String {
    let scheme_end = given.find("://").map_or(0, |at| at + 3);
    match given.rfind('@').filter(|at| *at > scheme_end) {
        Some(at) => format!("{}…{}", &given[..scheme_end], &given[at..]),
        None => given.into(),
    }
}

impl fmt::Display for BrokerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.credentials {
            Some((user, _)) => write!(f, "mqtt://{user}@{}:{}", self.host, self.port),
            None => write!(f, "mqtt://{}:{}", self.host, self.port),
        }
    }
}

impl fmt::Debug for BrokerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(given: &str) -> String {
        given.parse::<BrokerUrl>().expect_err(given).to_string()
    }

    #[test]
    fn reads_host_port_and_credentials() {
        let url: BrokerUrl = "mqtt://an%40na:p%3Aw@broker.example:2883".parse().expect("valid");
        assert_eq!((url.host.as_str(), url.port), ("broker.example", 2883));
        assert_eq!(url.credentials, Some(("an@na".into(), "p:w".into())));
        assert!(!format!("{url} {url:?}").contains("p:w"));
        let plain: BrokerUrl = "mqtt://127.0.0.1".parse().expect("valid");
        assert_eq!((plain.port, plain.credentials), (1883, None));
    }

    #[test]
    fn says_what_is_wrong_without_telling_the_password() {
        assert!(error("localhost:1883").contains("mqtt://host:port"));
        assert!(error("mqtt://").contains("mqtt://"));
        assert!(error("mqtts://x").contains("TLS tunnel"));
        assert!(error("http://x").contains("`http`"));
        assert!(error("mqtt://x:1/topic?q=1").contains("/topic?q=1"));
        let told = error("mqtt://u:secret@x:99999");
        assert!(told.contains("@x:99999") && !told.contains("secret"), "{told}");
    }
}
