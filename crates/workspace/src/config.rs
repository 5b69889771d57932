//! Configuration files: finding, reading, remembering.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use plimsoll_linter::{ConfigError, Hadolint, Settings};

use crate::inside::folder_of;
use crate::read::read_source;

/// The names of a configuration file; in one folder, the first counts.
pub const CONFIG_NAMES: [&str; 2] = ["plimsoll.toml", ".plimsoll.toml"];

/// The names of a configuration of hadolint, which counts where no file of ours does.
pub const HADOLINT_NAMES: [&str; 2] = [".hadolint.yaml", ".hadolint.yml"];

/// A configuration file as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Configuration {
    pub path: PathBuf,
    pub text: String,
    /// What it says, or what it said before when it has errors now.
    pub settings: Settings,
    pub errors: Vec<ConfigError>,
    /// What it says that has no effect.
    pub warnings: Vec<ConfigError>,
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
    fn load(path: &Path, environment: &Hadolint, previous: Option<&Configuration>) -> Self {
        let (text, result) = match read_source(path) {
            Ok(source) => {
                let result = read(path, &source.text, environment);
                (source.text, result)
            }
            Err(error) => {
                let error = ConfigError { message: error.to_string(), range: None };
                (String::new(), Err(vec![error]))
            }
        };
        let path = path.to_owned();
        match result {
            Ok((settings, warnings)) => Configuration { path, text, settings, errors: Vec::new(), warnings },
            Err(errors) => {
                let settings = previous.map(|previous| previous.settings.clone()).unwrap_or_default();
                Configuration { path, text, settings, errors, warnings: Vec::new() }
            }
        }
    }
}

/// The settings that a text makes, and what in it has no effect.
fn read(
    path: &Path,
    text: &str,
    environment: &Hadolint,
) -> Result<(Settings, Vec<ConfigError>), Vec<ConfigError>> {
    if !is_hadolint_configuration(path) {
        return Ok((Settings::from_toml(text)?, Vec::new()));
    }
    let hadolint = Hadolint::from_yaml(text)?;
    Ok((hadolint.over(environment).settings(), hadolint.warnings))
}

/// Whether a configuration is in the words of hadolint.
pub fn is_hadolint_configuration(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// Which configuration counts for which file. Every file is read once, until [`Configurations::invalidate`].
#[derive(Debug, Default)]
pub struct Configurations {
    /// The only configuration there is, when one is named instead of looked for.
    named: Option<PathBuf>,
    /// What the variables of hadolint say; it counts with its files, and without any file.
    environment: Hadolint,
    cache: Mutex<Cache>,
}

#[derive(Debug, Default)]
struct Cache {
    ours: Lookup,
    of_hadolint: Lookup,
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
        Configurations { named: Some(absolute(path)), ..Self::default() }
    }

    /// Reads the variables of hadolint too.
    #[must_use]
    pub fn with_environment(self, environment: Hadolint) -> Self {
        Configurations { environment, ..self }
    }

    /// The settings of files without a configuration.
    pub fn without_file(&self) -> Settings {
        self.environment.settings()
    }

    /// The configuration that counts for a file.
    pub fn for_file(&self, file: &Path) -> Option<Arc<Configuration>> {
        let mut cache = self.cache.lock();
        let path = match &self.named {
            Some(path) => path.clone(),
            None => cache.find(folder_of(&absolute(file)))?,
        };
        Some(cache.load(&path, &self.environment))
    }

    /// Forgets what was read: a configuration file was changed, created or deleted.
    pub fn invalidate(&self) {
        let mut cache = self.cache.lock();
        cache.ours.by_folder.clear();
        cache.of_hadolint.by_folder.clear();
        let read = std::mem::take(&mut cache.by_path);
        cache.previous.extend(read);
    }
}

impl Cache {
    /// A file of ours wins over one of hadolint, however near that is: whoever has written one has moved.
    fn find(&mut self, folder: &Path) -> Option<PathBuf> {
        let ours = self.ours.find(folder, &CONFIG_NAMES);
        ours.or_else(|| self.of_hadolint.find(folder, &HADOLINT_NAMES))
    }

    fn load(&mut self, path: &Path, environment: &Hadolint) -> Arc<Configuration> {
        let previous = self.previous.get(path);
        let load = || Arc::new(Configuration::load(path, environment, previous.map(AsRef::as_ref)));
        Arc::clone(self.by_path.entry(path.to_owned()).or_insert_with(load))
    }
}

/// Where the nearest file of certain names is.
#[derive(Debug, Default)]
struct Lookup {
    by_folder: HashMap<PathBuf, Option<PathBuf>>,
}

impl Lookup {
    /// In this folder or above it.
    fn find(&mut self, folder: &Path, names: &[&str]) -> Option<PathBuf> {
        let mut passed = Vec::new();
        let mut found = None;
        for folder in folder.ancestors() {
            if let Some(known) = self.by_folder.get(folder) {
                found.clone_from(known);
                break;
            }
            passed.push(folder.to_owned());
            found = names.iter().map(|name| folder.join(name)).find(|path| path.is_file());
            if found.is_some() {
                break;
            }
        }
        self.by_folder.extend(passed.into_iter().map(|folder| (folder, found.clone())));
        found
    }
}

/// The path from the root of the file system, without touching the disk.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use plimsoll_linter::{FailOn, Severity};

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
    fn a_configuration_of_hadolint_counts_where_there_is_none_of_ours() {
        let root = folder();
        let inner = root.path().join("a");
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join(".hadolint.yml"), "no-fail: true\nformat: json\n").unwrap();
        let environment = Hadolint::from_environment(|name| {
            (name == "HADOLINT_FAILURE_THRESHOLD").then(|| "error".to_owned())
        });
        let configurations = Configurations::new().with_environment(environment);
        let found = configurations.for_file(&inner.join("Dockerfile")).unwrap();
        assert_eq!((found.settings.fail_on(), found.warnings.len()), (FailOn::Never, 1));
        assert_eq!(configurations.for_file(&root.path().join("Dockerfile")), None);
        assert_eq!(configurations.without_file().fail_on(), FailOn::Severity(Severity::Error));

        fs::write(root.path().join("plimsoll.toml"), "").unwrap();
        configurations.invalidate();
        let found = configurations.for_file(&inner.join("Dockerfile")).unwrap();
        assert_eq!(found.path, root.path().join("plimsoll.toml"));
        assert_eq!(found.settings.fail_on(), FailOn::Severity(Severity::Warning));
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
