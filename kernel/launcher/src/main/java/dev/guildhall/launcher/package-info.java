/**
 * The executable: it reads the command line, the environment and the configuration file, and starts what they ask for.
 *
 * <p>A setting is declared once, in {@link dev.guildhall.launcher.Settings}; its flag, its environment variable, its key
 * in the file, its help and the error about a wrong value follow from that.
 */
package dev.guildhall.launcher;
