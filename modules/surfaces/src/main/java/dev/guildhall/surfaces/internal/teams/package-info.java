/** The Teams surface: workspaces and members in plain JSON. It translates; the modules behind it decide. */
package dev.guildhall.surfaces.internal.teams;
