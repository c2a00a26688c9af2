//! `ravine completions`: what a shell needs to complete commands, options and their values.

use super::{Cli, Failure, print};
use clap::CommandFactory;
use clap_complete::Shell;

/// Where the scripts go.
pub(super) const ABOUT: &str = "\
Print a script with which a shell completes commands, options and their values.

  bash        ravine completions bash > ~/.local/share/bash-completion/completions/ravine
  zsh         ravine completions zsh > \"${fpath[1]}/_ravine\"
  fish        ravine completions fish > ~/.config/fish/completions/ravine.fish
  powershell  ravine completions powershell >> $PROFILE
  elvish      ravine completions elvish >> ~/.config/elvish/rc.elv";

/// For which shell.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: ravine completions bash > ~/.local/share/bash-completion/completions/ravine"
)]
pub struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "ravine", &mut script);
    print(&String::from_utf8_lossy(&script))
}
