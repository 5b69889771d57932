//! Document links through the real server. Those to files of the build context are in `server_ignore_files.rs`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use plimsoll_tests::client::{Client, capabilities, range};
use serde_json::json;

#[test]
fn to_stages_images_and_addresses_without_a_folder_too() {
    for uri in ["file:///project/Dockerfile", "untitled:Untitled-1"] {
        let mut client = Client::start(&capabilities());
        client.open(uri, "# 😀 https://a.b\nFROM scratch AS x\nFROM alpine\nCOPY --from=x a b\n");
        let params = json!({ "textDocument": { "uri": uri } });
        let links = client.request("textDocument/documentLink", params).unwrap();
        assert_eq!(
            links,
            json!([
                { "range": range((0, 5), (0, 16)), "target": "https://a.b/" },
                { "range": range((2, 5), (2, 11)), "target": "https://hub.docker.com/_/alpine" },
                { "range": range((3, 12), (3, 13)), "target": format!("{uri}#L2") },
            ])
        );
    }
}
