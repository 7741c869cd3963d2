/**
 * The host of in-process extensions: it judges artifacts, loads their classes apart from its own, and runs their code.
 *
 * <p>{@link dev.guildhall.core.plugin.ExtensionArchive} reads and checks an uploaded artifact.
 * {@link dev.guildhall.core.plugin.ExtensionHost} opens one {@link dev.guildhall.core.plugin.RunningExtension} per
 * installation; classes are loaded when the first of a version is used and unloaded after the last is stopped. What an
 * installation may reach is an {@link dev.guildhall.core.plugin.InstallationServices} given by its owner. Nothing here
 * knows of tables, HTTP or who installed what: that is for the modules that drive it.
 */
package dev.guildhall.core.plugin;
