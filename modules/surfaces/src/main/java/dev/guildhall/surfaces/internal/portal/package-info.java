/** The Portal surface: who may use it, its envelope, its secure channel and its operations. */
package dev.guildhall.surfaces.internal.portal;
