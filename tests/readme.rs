//! The tables in the README are what the catalogues say. `UPDATE_README=1 cargo test --test readme` writes them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::Command;

const BEGIN: &str = "<!-- catalogue -->\n";
const END: &str = "<!-- end of catalogue -->\n";

#[test]
fn the_tables_are_fresh() {
    let listed = Command::new(env!("CARGO_BIN_EXE_ravine"))
        .args(["list", "--markdown"])
        .output()
        .unwrap();
    assert!(listed.status.success(), "{listed:?}");
    let tables = String::from_utf8(listed.stdout).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    let want = format!("\n{}", tables);
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{want}{END}{after}")).unwrap();
        return;
    }
    assert!(
        found == want,
        "the tables of the catalogue are stale: run UPDATE_README=1 cargo test --test readme"
    );
}
