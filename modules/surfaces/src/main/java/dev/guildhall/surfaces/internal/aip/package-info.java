/** The Organizations surface, in the style of Google's API improvement proposals. It translates; the modules behind it decide. */
package dev.guildhall.surfaces.internal.aip;
