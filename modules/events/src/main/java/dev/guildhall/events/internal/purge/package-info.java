/** The end of what is kept of a deleted workspace. */
package dev.guildhall.events.internal.purge;
