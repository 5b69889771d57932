//! Configuration files: finding, reading, remembering.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use plimsoll_linter::{ConfigError, Settings};

use crate::inside::folder_of;
use crate::read::read_source;

/// The names of a configuration file; in one folder, the first counts.
pub const CONFIG_NAMES: [&str; 2] = ["plimsoll.toml", ".plimsoll.toml"];

/// A configuration file as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Configuration {
    pub path: PathBuf,
    pub text: String,
    /// What it says, or what it said before when it has errors now.
    pub settings: Settings,
    pub errors: Vec<ConfigError>,
}

impl Configuration {
    /// A path as its patterns see it: relative to its folder, with `/` between the parts.
    pub fn relative(&self, path: &Path) -> String {
        let path = absolute(path);
        let relative = path.strip_prefix(folder_of(&self.path)).unwrap_or(&path);
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    }

    /// The settings for a file, with others (of an editor, of a command line) laid over them.
    pub fn settings_for(&self, file: &Path, over: &Settings) -> Settings {
        self.settings.merge(over).for_path(&self.relative(file))
    }

    /// Whether it keeps a file or folder from being looked for.
    pub fn excludes(&self, path: &Path) -> bool {
        self.settings.is_excluded(&self.relative(path))
    }

    /// Reads the file again. With errors, the settings stay as they were.
    fn load(path: &Path, previous: Option<&Configuration>) -> Self {
        let (text, result) = match read_source(path) {
            Ok(source) => {
                let result = Settings::from_toml(&source.text);
                (source.text, result)
            }
            Err(error) => {
                let error = ConfigError { message: error.to_string(), range: None };
                (String::new(), Err(vec![error]))
            }
        };
        let path = path.to_owned();
        match result {
            Ok(settings) => Configuration { path, text, settings, errors: Vec::new() },
            Err(errors) => {
                let settings = previous.map(|previous| previous.settings.clone()).unwrap_or_default();
                Configuration { path, text, settings, errors }
            }
        }
    }
}

/// Which configuration counts for which file. Every file is read once, until [`Configurations::invalidate`].
#[derive(Debug, Default)]
pub struct Configurations {
    /// The only configuration there is, when one is named instead of looked for.
    named: Option<PathBuf>,
    cache: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    by_folder: HashMap<PathBuf, Option<Arc<Configuration>>>,
    by_path: HashMap<PathBuf, Arc<Configuration>>,
    /// What was read before the last change, for the case that it is wrong now.
    previous: HashMap<PathBuf, Arc<Configuration>>,
}

impl Configurations {
    /// Looks in the folder of each file, then in the folders above.
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses this configuration for all files.
    pub fn with_file(path: &Path) -> Self {
        Configurations { named: Some(absolute(path)), cache: Mutex::default() }
    }

    /// The configuration that counts for a file.
    pub fn for_file(&self, file: &Path) -> Option<Arc<Configuration>> {
        let mut cache = self.cache.lock();
        match &self.named {
            Some(path) => Some(cache.load(path)),
            None => cache.find(folder_of(&absolute(file))),
        }
    }

    /// Forgets what was read: a configuration file was changed, created or deleted.
    pub fn invalidate(&self) {
        let mut cache = self.cache.lock();
        cache.by_folder.clear();
        let read = std::mem::take(&mut cache.by_path);
        cache.previous.extend(read);
    }
}

impl Cache {
    fn find(&mut self, folder: &Path) -> Option<Arc<Configuration>> {
        let mut passed = Vec::new();
        let mut found = None;
        for folder in folder.ancestors() {
            if let Some(known) = self.by_folder.get(folder) {
                found.clone_from(known);
                break;
            }
            passed.push(folder.to_owned());
            let file = CONFIG_NAMES.iter().map(|name| folder.join(name)).find(|path| path.is_file());
            if let Some(file) = file {
                found = Some(self.load(&file));
                break;
            }
        }
        self.by_folder.extend(passed.into_iter().map(|folder| (folder, found.clone())));
        found
    }

    fn load(&mut self, path: &Path) -> Arc<Configuration> {
        let previous = self.previous.get(path);
        let load = || Arc::new(Configuration::load(path, previous.map(AsRef::as_ref)));
        Arc::clone(self.by_path.entry(path.to_owned()).or_insert_with(load))
    }
}

/// The path from the root of the file system, without touching the disk.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn the_nearest_configuration_counts() {
        let root = folder();
        let (inner, deep) = (root.path().join("a"), root.path().join("a/b"));
        fs::create_dir_all(&deep).unwrap();
        fs::write(root.path().join("plimsoll.toml"), "").unwrap();
        let path_for = |configurations: &Configurations, folder: &Path| {
            configurations.for_file(&folder.join("Dockerfile")).unwrap().path.clone()
        };

        let configurations = Configurations::new();
        assert_eq!(path_for(&configurations, &deep), root.path().join("plimsoll.toml"));

        fs::write(inner.join(".plimsoll.toml"), "").unwrap();
        assert_eq!(path_for(&configurations, &deep), root.path().join("plimsoll.toml"), "remembered");
        configurations.invalidate();
        assert_eq!(path_for(&configurations, &deep), inner.join(".plimsoll.toml"));

        fs::write(inner.join("plimsoll.toml"), "").unwrap();
        configurations.invalidate();
        assert_eq!(path_for(&configurations, &deep), inner.join("plimsoll.toml"));
        assert_eq!(path_for(&configurations, root.path()), root.path().join("plimsoll.toml"));
    }

    #[test]
    fn a_wrong_file_keeps_the_settings_it_had() {
        let root = folder();
        let (file, config) = (root.path().join("Dockerfile"), root.path().join("plimsoll.toml"));
        let configurations = Configurations::new();

        fs::write(&config, "select = []").unwrap();
        let good = configurations.for_file(&file).unwrap();
        assert!(good.errors.is_empty());

        fs::write(&config, "select = [").unwrap();
        configurations.invalidate();
        let wrong = configurations.for_file(&file).unwrap();
        assert_eq!(wrong.settings, good.settings);
        assert_eq!(wrong.text, "select = [");
        assert!(wrong.errors[0].range.is_some());

        fs::write(&config, "").unwrap();
        configurations.invalidate();
        let mended = configurations.for_file(&file).unwrap();
        assert!(mended.errors.is_empty());
        assert_ne!(mended.settings, good.settings);
    }

    #[test]
    fn a_named_configuration_counts_everywhere() {
        let root = folder();
        let config = root.path().join("other.toml");
        fs::write(&config, "exclude = ['vendor']").unwrap();
        let configurations = Configurations::with_file(&config);
        let found = configurations.for_file(Path::new("/elsewhere/Dockerfile")).unwrap();
        assert_eq!(found.path, config);
        assert!(found.excludes(&root.path().join("a/vendor")));
        assert!(!found.excludes(&root.path().join("a")));

        let missing = Configurations::with_file(Path::new("/no/such/file.toml"));
        assert_eq!(missing.for_file(Path::new("Dockerfile")).unwrap().errors.len(), 1);
    }

    #[test]
    fn patterns_are_relative_to_the_folder_of_the_file() {
        let root = folder();
        fs::write(root.path().join("plimsoll.toml"), "").unwrap();
        let config = Configurations::new().for_file(&root.path().join("Dockerfile")).unwrap();
        assert_eq!(config.relative(&root.path().join("a/b/Dockerfile")), "a/b/Dockerfile");
    }
}
