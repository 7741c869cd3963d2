/**
 * What a node was told at its start. Reading it from flags, the environment and a file is the launcher's; the rest of
 * the product is handed the part it needs.
 */
package dev.guildhall.core.config;
