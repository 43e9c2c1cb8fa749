//! Tells Tauri which command the window may call: one door, behind which every capability of
//! the program stands in one table (`src/command.rs`).

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(&["call"]);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        // A build script speaks to cargo by its output and its exit.
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
