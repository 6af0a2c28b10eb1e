//! `qualify check-config`: the effective values on stdout, what is wrong with them on stderr.

use crate::args::ConfigArgs;
use crate::exit::Failure;
use crate::{config, output};

pub(crate) fn run(args: &ConfigArgs) -> Result<(), Failure> {
    let config = config::load(args)?;
    output::data(&config.to_toml())?;
    config.check().map_err(|error| config::wrong(&error))
}
