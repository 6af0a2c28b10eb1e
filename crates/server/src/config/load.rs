//! Reading the configuration: file and environment over the defaults. This is the one reader of the environment.

use std::path::Path;

use super::error::ConfigError;
use super::sections::Config;

/// The prefix of our environment variables; sections and keys are separated by two underscores.
const ENVIRONMENT_PREFIX: &str = "QUALIFY";

impl Config {
    /// Reads the file, if one is named, and the environment.
    ///
    /// # Errors
    /// The file cannot be read, or a key or a value is unknown.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut builder = config::Config::builder();
        if let Some(file) = file {
            let text =
                std::fs::read_to_string(file).map_err(|error| ConfigError::unreadable_file(file, &error))?;
            builder = builder.add_source(config::File::from_str(&text, config::FileFormat::Toml));
        }
        let environment = config::Environment::with_prefix(ENVIRONMENT_PREFIX)
            .prefix_separator("_")
            .separator("__")
            .try_parsing(true)
            .source(Some(section_variables()));
        builder
            .add_source(environment)
            .build()
            .and_then(config::Config::try_deserialize)
            .map_err(|error| ConfigError::unreadable_value(file, &error))
    }

    /// The effective values as TOML, secrets left out: what `qualify check-config` prints. What only a sandbox has is shown
    /// of a sandbox.
    pub fn to_toml(&self) -> String {
        let shown = toml::to_string_pretty(self)
            .map(|text| if self.sandbox.enabled { text } else { without_section(&text, "sandbox") });
        shown.unwrap_or_else(|error| format!("# cannot be shown: {error}\n"))
    }
}

/// The text without a section.
fn without_section(text: &str, name: &str) -> String {
    let mut is_shown = true;
    let lines = text.split_inclusive('\n').filter(|line| {
        if line.starts_with('[') {
            is_shown = line.trim() != format!("[{name}]");
        }
        is_shown
    });
    lines.collect()
}

/// Variables that name a section; `QUALIFY_URL` and the like belong to the client commands.
fn section_variables() -> std::collections::HashMap<String, String> {
    std::env::vars()
        .filter(|(name, _)| name.strip_prefix("QUALIFY_").is_some_and(|rest| rest.contains("__")))
        .collect()
}
