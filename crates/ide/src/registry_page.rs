//! Where people read about an image.

use plimsoll_syntax::image::ImageReference;

pub(crate) struct RegistryPage {
    pub(crate) registry: &'static str,
    pub(crate) url: String,
}

/// The page of a repository. Nothing for registries that have none, or are not known.
pub(crate) fn registry_page(image: &ImageReference) -> Option<RegistryPage> {
    let page = |registry, url| Some(RegistryPage { registry, url });
    let (host, path) = (image.host(), image.repository());
    let parts = path.split('/').count();
    match host {
        "docker.io" if image.is_official() => {
            page("Docker Hub", format!("https://hub.docker.com/_/{}", image.familiar_name()))
        }
        "docker.io" if parts == 2 => page("Docker Hub", format!("https://hub.docker.com/r/{path}")),
        // These send a browser on to the page.
        "ghcr.io" if parts >= 2 => page("GitHub", format!("https://ghcr.io/{path}")),
        "gcr.io" | "asia.gcr.io" | "eu.gcr.io" | "us.gcr.io" if parts >= 2 => {
            page("Google Cloud", format!("https://{host}/{path}"))
        }
        _ if host.ends_with("-docker.pkg.dev") && parts >= 3 => {
            page("Google Cloud", format!("https://{host}/{path}"))
        }
        "quay.io" if parts >= 2 => page("Quay", format!("https://quay.io/repository/{path}")),
        "public.ecr.aws" if parts >= 2 => page("Amazon ECR", format!("https://gallery.ecr.aws/{path}")),
        "mcr.microsoft.com" => {
            page("Microsoft Artifact Registry", format!("https://mcr.microsoft.com/artifact/mar/{path}"))
        }
        "registry.gitlab.com" => page("GitLab", gitlab_page(&path)?),
        "registry.k8s.io" => {
            page("Registry Explorer", format!("https://explore.ggcr.dev/?repo=registry.k8s.io/{path}"))
        }
        _ => None,
    }
}

/// In a longer path, only GitLab knows where the project ends and the name of the image begins.
fn gitlab_page(path: &str) -> Option<String> {
    let mut parts = path.split('/');
    let (group, project) = (parts.next()?, parts.next()?);
    let page = format!("https://gitlab.com/{group}/{project}");
    Some(if parts.next().is_none() { format!("{page}/container_registry") } else { page })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(image: &str, expected: &str) {
        let page = registry_page(&ImageReference::parse(image).unwrap());
        assert_eq!(page.map_or_else(|| "none".to_owned(), |page| page.url), expected, "{image}");
    }

    #[test]
    fn known_registries() {
        for (image, url) in [
            ("alpine", "https://hub.docker.com/_/alpine"),
            ("docker.io/library/alpine:3", "https://hub.docker.com/_/alpine"),
            ("index.docker.io/bitnami/git", "https://hub.docker.com/r/bitnami/git"),
            ("ghcr.io/astral-sh/uv:0.12", "https://ghcr.io/astral-sh/uv"),
            (
                "quay.io/a/b@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "https://quay.io/repository/a/b",
            ),
            ("public.ecr.aws/docker/library/node", "https://gallery.ecr.aws/docker/library/node"),
            ("gcr.io/distroless/static", "https://gcr.io/distroless/static"),
            ("us-docker.pkg.dev/p/r/i:1", "https://us-docker.pkg.dev/p/r/i"),
            ("mcr.microsoft.com/dotnet/sdk:10.0", "https://mcr.microsoft.com/artifact/mar/dotnet/sdk"),
            ("registry.gitlab.com/g/p", "https://gitlab.com/g/p/container_registry"),
            ("registry.gitlab.com/g/p/i", "https://gitlab.com/g/p"),
            ("registry.k8s.io/pause:3", "https://explore.ggcr.dev/?repo=registry.k8s.io/pause"),
        ] {
            check(image, url);
        }
    }

    #[test]
    fn others_have_none() {
        for image in ["localhost:5000/foo", "registry.example.com/a/b", "ghcr.io/a", "docker.io/a/b/c"] {
            check(image, "none");
        }
    }
}
