//! The labels that the OCI image specification names.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelDoc {
    pub key: &'static str,
    /// Markdown.
    pub text: &'static str,
}

impl LabelDoc {
    pub fn markdown(&self) -> String {
        let page = "https://specs.opencontainers.org/image-spec/annotations/";
        format!("`{}`: {}\n\n[OCI image specification]({page})", self.key, self.text)
    }
}

pub fn label(key: &str) -> Option<&'static LabelDoc> {
    LABELS.iter().find(|label| label.key == key)
}

const fn label_doc(key: &'static str, text: &'static str) -> LabelDoc {
    LabelDoc { key, text }
}

/// The most useful ones first.
pub const LABELS: &[LabelDoc] = &[
    label_doc("org.opencontainers.image.title", "name of the image for people."),
    label_doc("org.opencontainers.image.description", "what is in the image, in a sentence."),
    label_doc("org.opencontainers.image.source", "address of the source code that the image is built from."),
    label_doc("org.opencontainers.image.version", "version of what is packed, best a semantic one."),
    label_doc("org.opencontainers.image.revision", "commit that the image is built from."),
    label_doc("org.opencontainers.image.created", "when the image was built, as RFC 3339 writes it."),
    label_doc(
        "org.opencontainers.image.licenses",
        "licences of what is in the image, as an SPDX expression.",
    ),
    label_doc("org.opencontainers.image.authors", "who answers for the image, and how to reach them."),
    label_doc("org.opencontainers.image.url", "address to learn more about the image."),
    label_doc("org.opencontainers.image.documentation", "address of the documentation."),
    label_doc("org.opencontainers.image.vendor", "organisation that distributes the image."),
    label_doc("org.opencontainers.image.base.name", "reference of the image that this one is built on."),
    label_doc("org.opencontainers.image.base.digest", "digest of the image that this one is built on."),
    label_doc("org.opencontainers.image.ref.name", "name of the reference that the image is meant for."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_known() {
        for doc in LABELS {
            assert_eq!(label(doc.key), Some(doc));
        }
        assert_eq!(label("maintainer"), None);
    }
}
