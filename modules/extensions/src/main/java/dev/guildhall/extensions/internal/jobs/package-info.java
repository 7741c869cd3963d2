/** What extensions do by themselves: when it is due, who does it, and what became of it. */
package dev.guildhall.extensions.internal.jobs;
