/**
 * The log of events: how they are recorded, found once they are committed, and told to whoever listens on this node.
 */
package dev.guildhall.events.internal.log;
