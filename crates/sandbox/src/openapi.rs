//! The API's description with everything that a sandbox has more.

use std::sync::OnceLock;

use qualify_server::describe;

use super::routes::serve;

/// The description of every route, those that only a sandbox has included.
pub fn openapi_json() -> &'static str {
    static JSON: OnceLock<String> = OnceLock::new();
    JSON.get_or_init(|| describe(|route| serve(route).map(|(schemas, paths, _)| (schemas, paths))))
}

#[cfg(test)]
mod tests {
    use qualify_wire::endpoints;

    use super::*;

    #[test]
    fn trust_13_a_handler_of_the_sandbox_names_the_method_and_the_path_of_its_row() {
        for row in endpoints::all() {
            let Some((_, described, _)) = serve(row.route) else { continue };
            let (path, _) = described.paths.into_iter().next().unwrap();
            let is_shared = endpoints::all().any(|other| {
                // The routes that share a handler are of one door, and differ in the path alone.
                other.path == path && other.method == row.method && other.door() == row.door()
            });
            assert!(is_shared, "{} is described as {path}", row.id());
            let has_handler_of_its_own = !SHARING.contains(&row.id());
            assert_eq!(path == row.path, has_handler_of_its_own, "{} is described as {path}", row.id());
        }
    }

    /// The routes whose handler describes itself by another path.
    const SHARING: [&str; 4] = ["KeysV1", "ShowSignInV1", "SubmitSignInV1", "SignOutV1"];
}
