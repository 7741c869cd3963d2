/** Threads of this process, as the system sees them. */
package dev.guildhall.core.thread;
