//! `plimsoll config import`: the configuration of hadolint as a `plimsoll.toml`.

use std::path::{Path, PathBuf};

use plimsoll_linter::Hadolint;
use plimsoll_workspace::{CONFIG_NAMES, HADOLINT_NAMES, create_file, read_source, replace_file};

use crate::args::ImportArgs;
use crate::failure::Failure;
use crate::input::display;
use crate::status::Status;

pub(crate) fn run(args: &ImportArgs) -> Status {
    match import(args) {
        Ok(written) => {
            eprintln!("Wrote {}", display(&written));
            Status::Clean
        }
        Err(failures) => {
            failures.iter().for_each(|failure| eprintln!("error: {failure}"));
            Status::Failed
        }
    }
}

fn import(args: &ImportArgs) -> Result<PathBuf, Vec<Failure>> {
    let from = args
        .file
        .clone()
        .or_else(|| HADOLINT_NAMES.map(PathBuf::from).into_iter().find(|path| path.is_file()));
    let Some(from) = from else {
        let names = HADOLINT_NAMES.join(" or ");
        return Err(vec![Failure::new(format!("there is no {names} here: name the file"))]);
    };
    let text = read_source(&from).map_err(|error| vec![Failure::at(display(&from), error)])?.text;
    let hadolint = Hadolint::from_yaml(&text).map_err(|errors| Failure::in_text(&from, &text, &errors))?;
    for warning in Failure::in_text(&from, &text, &hadolint.warnings) {
        eprintln!("warning: {warning}");
    }
    let folder = from.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let there = CONFIG_NAMES.map(|name| folder.join(name)).into_iter().find(|path| path.exists());
    let name = from.file_name().unwrap_or_default().to_string_lossy();
    let toml = format!("# From {}\n\n{}", name.escape_debug(), hadolint.to_toml().trim_start());
    let (to, written) = match there {
        Some(there) if !args.force => {
            return Err(vec![Failure::at(display(&there), "it is there already: --force replaces it")]);
        }
        Some(there) => (there.clone(), replace_file(&there, &toml)),
        None => (folder.join(CONFIG_NAMES[0]), create_file(folder, CONFIG_NAMES[0], &toml)),
    };
    written.map_err(|error| vec![Failure::at(display(&to), error)])?;
    Ok(to)
}
