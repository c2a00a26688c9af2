//! What libFuzzer throws goes where ordinary tests throw it, too.
#![no_main]

#[path = "../entry.rs"]
mod entry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    entry::swallow(bytes);
});
