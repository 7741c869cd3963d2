/**
 * The host of in-process extensions: it judges artifacts, loads their classes apart from its own, and runs their code.
 *
 * <p>{@link dev.guildhall.host.ExtensionArchive} reads and checks an uploaded artifact.
 * {@link dev.guildhall.host.ExtensionHost} opens one {@link dev.guildhall.host.RunningExtension} per
 * installation; classes are loaded when the first of a version is used and unloaded after the last is stopped. What an
 * installation may reach is an {@link dev.guildhall.host.InstallationServices} given by its owner. Nothing here
 * knows of tables, HTTP or who installed what: that is for the modules that drive it.
 */
package dev.guildhall.host;
