/** Following a workspace's events from where one left off, by whatever transport. */
package dev.guildhall.events.internal.tail;
