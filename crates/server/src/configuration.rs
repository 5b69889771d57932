//! What the client says about settings, and what is in force.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use plimsoll_linter::Settings;
use serde_json::{Map, Value as Json};
use tokio::sync::watch;
use tower_lsp::gen_lsp_types::{ConfigurationItem, InitializeParams, Uri, WorkspaceFolder, WorkspaceFolders};

/// The section of the client's settings that is ours.
pub(crate) const SECTION: &str = "plimsoll";

/// Settings that are in our section for the client's extension, not for the server.
const OF_THE_EXTENSION: [&str; 4] = ["enable", "path", "server", "trace"];

/// How long to wait for a client that says it answers `workspace/configuration`, before linting without.
const PATIENCE: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(crate) struct Configuration {
    client: RwLock<ClientSettings>,
    /// What was wrong with `initializationOptions`, until the client may be told.
    complaints: Mutex<Vec<String>>,
    ready: watch::Sender<bool>,
}

/// Every value in here is one that the linter understands.
#[derive(Debug, Default)]
struct ClientSettings {
    folders: Vec<WorkspaceFolder>,
    /// `initializationOptions`: under everything that comes later.
    options: Json,
    everywhere: Json,
    by_folder: HashMap<Uri, Json>,
}

impl Default for Configuration {
    fn default() -> Self {
        Configuration {
            client: RwLock::default(),
            complaints: Mutex::default(),
            ready: watch::Sender::new(false),
        }
    }
}

impl Configuration {
    /// Takes what `initialize` says; the settings are complete with that, unless the client answers questions.
    pub(crate) fn start(&self, params: &InitializeParams, client_answers: bool) {
        let mut client = self.client.write();
        client.folders = folders(params);
        let options = params.initialization_options.as_ref().map(our_section).unwrap_or_default();
        let mut wrong = Vec::new();
        client.options = overlay(&Json::Null, &Json::Null, &options, &mut wrong);
        client.everywhere = client.options.clone();
        *self.complaints.lock() = wrong;
        self.ready.send_replace(!client_answers);
    }

    /// What is wrong with what `initialize` said.
    pub(crate) fn take_complaints(&self) -> Vec<String> {
        std::mem::take(&mut self.complaints.lock())
    }

    /// Settings that the client sends by itself: they change what they name. Gives what is wrong with them.
    pub(crate) fn update(&self, pushed: &Json) -> Vec<String> {
        let mut client = self.client.write();
        let mut wrong = Vec::new();
        client.everywhere = overlay(&client.everywhere, &client.everywhere, &our_section(pushed), &mut wrong);
        wrong
    }

    /// What to ask the client: for the settings of each folder.
    pub(crate) fn questions(&self) -> Vec<ConfigurationItem> {
        let client = self.client.read();
        let item = |scope_uri| ConfigurationItem { scope_uri, section: Some(SECTION.to_owned()) };
        let of_folders = client.folders.iter().map(|folder| item(Some(folder.uri.clone())));
        std::iter::once(item(None)).chain(of_folders).collect()
    }

    /// The client's answers to [`Configuration::questions`]: all that is set. Gives what is wrong with them.
    pub(crate) fn replace(&self, answers: &[Json]) -> Vec<String> {
        let client = &mut *self.client.write();
        let mut wrong = Vec::new();
        let mut answers = answers.iter().map(without_the_extension);
        let everywhere = answers.next().unwrap_or_default();
        client.everywhere = overlay(&client.options, &client.everywhere, &everywhere, &mut wrong);
        let of_folder = |(folder, answer): (&WorkspaceFolder, Json)| {
            let before = client.by_folder.get(&folder.uri).unwrap_or(&client.everywhere);
            (folder.uri.clone(), overlay(&client.options, before, &answer, &mut wrong))
        };
        let by_folder = client.folders.iter().zip(answers).map(of_folder).collect();
        client.by_folder = by_folder;
        wrong.sort();
        wrong.dedup();
        wrong
    }

    pub(crate) fn change_folders(&self, added: Vec<WorkspaceFolder>, removed: &[WorkspaceFolder]) {
        let mut client = self.client.write();
        client.folders.retain(|folder| !removed.contains(folder));
        client.by_folder.retain(|uri, _| !removed.iter().any(|folder| folder.uri == *uri));
        client.folders.extend(added);
    }

    /// The roots of the workspace that are folders of this machine.
    pub(crate) fn roots(&self) -> Vec<PathBuf> {
        self.client.read().folders.iter().filter_map(|folder| folder.uri.to_file_path().ok()).collect()
    }

    /// The client's settings for a document: those of the innermost folder that holds it.
    pub(crate) fn settings_for(&self, document: &Uri) -> Settings {
        let client = self.client.read();
        let path = document.to_file_path().unwrap_or_default();
        let holds = |folder: &&Uri| folder.to_file_path().is_ok_and(|folder| path.starts_with(folder));
        let folder = client.by_folder.keys().filter(holds).max_by_key(|folder| folder.path().len());
        let json = folder.map_or(&client.everywhere, |folder| &client.by_folder[folder]);
        Settings::from_json(json).unwrap_or_default()
    }

    /// Returns when the client's settings are known, or it takes too long to tell.
    pub(crate) async fn ready(&self) {
        let mut ready = self.ready.subscribe();
        if tokio::time::timeout(PATIENCE, ready.wait_for(|ready| *ready)).await.is_err() {
            self.set_ready();
        }
    }

    pub(crate) fn set_ready(&self) {
        self.ready.send_replace(true);
    }
}

fn folders(params: &InitializeParams) -> Vec<WorkspaceFolder> {
    match &params.workspace_folders_initialize_params.workspace_folders {
        Some(WorkspaceFolders::WorkspaceFolderList(folders)) => folders.clone(),
        _ => {
            #[expect(deprecated, reason = "older clients have nothing else")]
            let root = params.root_uri.clone();
            root.map(|uri| WorkspaceFolder { uri, name: String::new() }).into_iter().collect()
        }
    }
}

/// Clients send our section by itself, or what contains it.
fn our_section(settings: &Json) -> Json {
    without_the_extension(settings.get(SECTION).unwrap_or(settings))
}

fn without_the_extension(section: &Json) -> Json {
    let mut section = section.clone();
    if let Json::Object(entries) = &mut section {
        entries.retain(|key, _| !OF_THE_EXTENSION.contains(&&**key));
    }
    section
}

/// `base` with the values of `new` over it. Where a value is wrong, the one of `before` stays, and `wrong`
/// says why. `null` is a value that is not set.
fn overlay(base: &Json, before: &Json, new: &Json, wrong: &mut Vec<String>) -> Json {
    let mut result = base.clone();
    overlay_at(&mut Vec::new(), &mut result, before, new, wrong);
    result
}

fn overlay_at(path: &mut Vec<String>, result: &mut Json, before: &Json, new: &Json, wrong: &mut Vec<String>) {
    match new {
        Json::Null => {}
        Json::Object(entries) => {
            for (key, value) in entries {
                path.push(key.clone());
                overlay_at(path, result, before, value, wrong);
                path.pop();
            }
        }
        value => match Settings::from_json(&at_path(path, value.clone())) {
            Ok(_) => set(result, path, value.clone()),
            Err(errors) => {
                wrong.extend(errors.into_iter().map(|error| error.message));
                if let Some(good) = path.iter().try_fold(before, |json, key| json.get(key)) {
                    set(result, path, good.clone());
                }
            }
        },
    }
}

/// Settings that say nothing but this.
fn at_path(path: &[String], value: Json) -> Json {
    let wrap = |value, key: &String| Json::Object(Map::from_iter([(key.clone(), value)]));
    path.iter().rev().fold(value, wrap)
}

fn set(json: &mut Json, path: &[String], value: Json) {
    let Some((key, rest)) = path.split_first() else {
        *json = value;
        return;
    };
    if !json.is_object() {
        *json = Json::Object(Map::new());
    }
    if let Json::Object(entries) = json {
        set(entries.entry(key).or_insert(Json::Null), rest, value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn started(options: Json) -> Configuration {
        let configuration = Configuration::default();
        let params =
            InitializeParams { initialization_options: Some(options), ..InitializeParams::default() };
        configuration.start(&params, false);
        configuration
    }

    fn everywhere(configuration: &Configuration) -> Json {
        configuration.client.read().everywhere.clone()
    }

    #[test]
    fn what_is_pushed_changes_only_what_it_names() {
        let configuration = started(json!({ "plimsoll": { "ignore": ["all"], "exclude": ["a"] } }));
        assert_eq!(configuration.update(&json!({ "plimsoll": { "exclude": ["b"] } })), [""; 0]);
        assert_eq!(everywhere(&configuration), json!({ "ignore": ["all"], "exclude": ["b"] }));
        assert_eq!(configuration.update(&json!({ "ignore": null, "exclude": [] })), [""; 0]);
        assert_eq!(everywhere(&configuration), json!({ "ignore": ["all"], "exclude": [] }));
    }

    #[test]
    fn a_wrong_value_is_reported_and_the_good_one_stays() {
        let configuration = started(json!({ "ignore": ["all"], "exclude": 3 }));
        assert_eq!(configuration.take_complaints(), ["`exclude`: expected an array, found a number"]);
        let wrong = configuration.update(&json!({ "ignore": "all", "exclude": ["a"], "nonsense": 1 }));
        assert_eq!(
            wrong,
            [
                "`ignore`: expected an array, found a string; write `[\"all\"]`",
                "`nonsense`: unknown key `nonsense`",
            ]
        );
        assert_eq!(everywhere(&configuration), json!({ "ignore": ["all"], "exclude": ["a"] }));
    }

    #[test]
    fn answers_are_all_that_is_set_over_the_options_of_the_start() {
        let configuration = started(json!({ "select": ["all"] }));
        assert_eq!(configuration.replace(&[json!({ "ignore": ["all"], "exclude": ["a"] })]), [""; 0]);
        let wrong = configuration.replace(&[json!({ "ignore": 1, "trace": { "server": "off" } })]);
        assert_eq!(wrong, ["`ignore`: expected an array, found a number"]);
        assert_eq!(everywhere(&configuration), json!({ "select": ["all"], "ignore": ["all"] }));
        assert_eq!(configuration.replace(&[Json::Null]), [""; 0]);
        assert_eq!(everywhere(&configuration), json!({ "select": ["all"] }));
    }

    #[test]
    fn the_innermost_folder_counts() {
        let configuration = Configuration::default();
        let folder = |uri: &str| json!({ "uri": uri, "name": "" });
        let params =
            json!({ "capabilities": {}, "workspaceFolders": [folder("file:///a"), folder("file:///a/b")] });
        configuration.start(&serde_json::from_value(params).unwrap(), true);
        configuration.replace(&[json!({}), json!({ "exclude": ["of a"] }), json!({ "exclude": ["of b"] })]);
        let excluded = |uri: &str, name| configuration.settings_for(&uri.parse().unwrap()).is_excluded(name);
        assert!(excluded("file:///a/Dockerfile", "of a"));
        assert!(excluded("file:///a/b/Dockerfile", "of b"));
        assert!(!excluded("file:///ab/Dockerfile", "of a"));
    }
}
