/**
 * The event bus in browsers: the protocol of Vert.x's event bus bridge, over SockJS's WebSocket and over a plain one. What
 * is heard at an address is the events of a workspace, and nobody sends anything.
 */
package dev.guildhall.events.internal.bridge;
