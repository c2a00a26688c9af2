//! What the program says of itself, to people and to shells.

use super::printed;
use ravine::export::EXPORTERS;

/// The names of all subcommands, as the program itself lists them.
fn subcommands() -> Vec<String> {
    let help = printed(&["--help"]);
    let list = help
        .split("Commands:")
        .nth(1)
        .unwrap()
        .split("Arguments:")
        .next()
        .unwrap();
    let names = list
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}

#[test]
fn every_shell_is_told_of_every_subcommand() {
    let names = subcommands();
    for name in [
        "run",
        "render",
        "animate",
        "list",
        "check",
        "export",
        "completions",
    ] {
        assert!(names.contains(&name.to_owned()), "{names:?} lacks {name}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        for name in &names {
            assert!(script.contains(name.as_str()), "{shell} lacks {name}");
        }
        assert!(
            script.contains("--surface") || script.contains("surface"),
            "{shell}"
        );
    }
}

#[test]
fn help_shows_examples_formats_and_exit_codes() {
    for name in subcommands().iter().filter(|name| *name != "help") {
        for flag in ["-h", "--help"] {
            let help = printed(&[name, flag]);
            assert!(
                help.contains("Example") && help.contains(&format!("ravine {name}")),
                "{name} {flag}:\n{help}"
            );
        }
    }
    let help = printed(&["--help"]);
    assert!(help.contains(
        "Exit codes: 0 done; 1 the operation failed; 2 the command line or the input is wrong"
    ));
    let help = printed(&["export", "--help"]);
    for exporter in EXPORTERS {
        assert!(
            help.contains(&format!("{} (.{})", exporter.id, exporter.extension)),
            "{}",
            exporter.id
        );
    }
}
