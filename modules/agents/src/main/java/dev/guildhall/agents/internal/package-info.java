/** How the agents and their sessions are kept, run and served. */
package dev.guildhall.agents.internal;
