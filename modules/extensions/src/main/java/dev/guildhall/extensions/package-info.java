/**
 * The marketplace's catalogue of extensions and what each workspace has installed from it.
 *
 * <p>What is wanted stands in the database: which version, with which configuration and grants, enabled or not. What runs
 * in this JVM is made from that when it is first needed, and again after a restart or on another node.
 *
 * <p>Owns the tables {@code extension}, {@code extension_version}, {@code extension_artifact}, {@code extension_script},
 * {@code installation}, {@code extension_migration} and {@code extension_state}, and the schemas of installed extensions.
 * The schema {@code ws_} with a workspace's key after it, which all of a workspace's extensions shared in early releases, is named
 * by the database alone: by {@code guildhall.workspace_schema} and by the routine that adopts its tables. Publishes
 * {@code extension.installed}, {@code extension.configured}, {@code extension.enabled}, {@code extension.disabled},
 * {@code extension.failed}, {@code extension.tripped}, {@code extension.recovered} and {@code extension.uninstalled}; the subject is the extension's key.
 */
package dev.guildhall.extensions;
