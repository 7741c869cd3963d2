/** Subscriptions the other way round: records of topics that become events of a workspace, each once. */
package dev.guildhall.events.internal.source;
