//! The table of features says what the server says that it can do.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use plimsoll_tests::client::{Client, capabilities, merge};
use serde_json::json;

/// What a server says only to clients that can make use of it.
fn demanding() -> serde_json::Value {
    json!({
        "textDocument": {
            "diagnostic": {},
            "rename": { "prepareSupport": true },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        },
        "window": { "showDocument": { "support": true } },
    })
}

#[test]
fn the_table_has_every_capability_and_no_other() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/features.md");
    let page = fs::read_to_string(path).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let rows: Vec<String> = rows.map(|(name, _)| name.to_owned()).collect();
    assert!(rows.is_sorted(), "{rows:?}");

    let mut client = Client::spawn();
    let answer = client.initialize(&json!({ "capabilities": merge(capabilities(), &demanding()) }));
    let capabilities: BTreeSet<String> =
        answer["capabilities"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(rows.into_iter().collect::<BTreeSet<_>>(), capabilities);
}
