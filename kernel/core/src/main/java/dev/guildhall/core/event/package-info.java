/** Committed events, as everything in this process hears of them. */
package dev.guildhall.core.event;
