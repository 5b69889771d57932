//! The names that security scanners have for problems that hadolint or BuildKit have a name for too.

use crate::rule::Rule;

/// trivy (`DS-…`), checkov (`CKV…`) and KICS (the first part of an id), each with the aliases that mean the same.
const SAME: [(&[&str], &[&str]); 24] = [
    (&["DS-0001", "CKV_DOCKER_7", "9efb0b2d", "f45ea400"], &["DL3006", "DL3007"]),
    (&["DS-0002", "CKV_DOCKER_3", "CKV_DOCKER_8", "fd54f200", "67fd0c4a"], &["DL3002", "runs-as-root"]),
    (&["DS-0005", "CKV_DOCKER_4", "9513a694"], &["DL3020"]),
    (&["DS-0006", "cdddb86f"], &["DL3023"]),
    (&["DS-0007", "6938958b"], &["DL4004"]),
    (&["DS-0008", "71bf8cf8"], &["DL3011"]),
    (&["DS-0009", "CKV_DOCKER_10", "6b376af8"], &["DL3000", "WorkdirRelativePath"]),
    (&["DS-0010", "CKV2_DOCKER_1", "8ada6e80"], &["DL3004"]),
    (&["DS-0011", "6db6e0c2"], &["DL3021"]),
    (&["DS-0012", "CKV_DOCKER_11", "f2daed12"], &["DL3024", "DuplicateStageName"]),
    (&["DS-0013", "f4a6bcd3"], &["DL3003"]),
    (&["DS-0014", "fc775e75"], &["DL4001"]),
    (&["DS-0015", "00481784"], &["DL3032"]),
    (&["DS-0016", "41c195f4"], &["DL4003"]),
    (&["DS-0017", "CKV_DOCKER_5", "9bae49be"], &["stale-package-index"]),
    (&["DS-0019", "295acb63"], &["DL3040"]),
    (&["DS-0020", "38300d1a"], &["DL3036"]),
    (&["DS-0021", "77783205"], &["DL3014"]),
    (&["DS-0022", "CKV_DOCKER_6", "99614418"], &["DL4000", "MaintainerDeprecated"]),
    (&["DS-0023"], &["DL3012"]),
    (&["DS-0025", "ae9c56a6"], &["DL3019"]),
    (&["DS-0026", "CKV_DOCKER_2", "b03a748a"], &["DL3057"]),
    (&["DS-0029", "7384dfb2"], &["DL3015"]),
    (&["DS-0031", "c3e1b6ae"], &["DL3064", "SecretsUsedInArgOrEnv"]),
];

/// Whether a scanner's name stands for a rule.
pub(super) fn stands_for(name: &str, rule: &Rule) -> bool {
    // trivy: the same check with and without `AVD-`; KICS: ids are UUIDs.
    let name = name.strip_prefix("AVD-").unwrap_or(name);
    let id = name.split('-').next().unwrap_or_default();
    let same = SAME.iter().find(|(names, _)| names.iter().any(|own| *own == name || *own == id));
    same.is_some_and(|(_, aliases)| aliases.iter().any(|alias| rule.is_called(alias)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::find_rule;

    #[test]
    fn scanners_have_other_names() {
        let rule = find_rule("DL3002").unwrap();
        for name in
            ["DS-0002", "AVD-DS-0002", "CKV_DOCKER_3", "fd54f200", "fd54f200-402c-4333-a5a4-36ef6709af2f"]
        {
            assert!(stands_for(name, rule), "{name}");
        }
        for name in ["DS-0001", "DS", "", "CKV_DOCKER_33"] {
            assert!(!stands_for(name, rule), "{name}");
        }
    }

    #[test]
    fn every_name_is_there_once() {
        let mut names: Vec<_> = SAME.iter().flat_map(|(names, _)| *names).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
