/**
 * The Developer surface: what the backend of an app does with its organizations, in plain JSON. It translates; the
 * modules behind it decide.
 */
package dev.guildhall.surfaces.internal.developer;
