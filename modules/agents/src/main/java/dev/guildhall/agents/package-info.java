/**
 * Agents of a workspace and the sessions with them: who may use which, what they answer with, and what is said. Chat models
 * are provided by extensions and tools are capabilities; this module decides which are used and keeps what came of it.
 */
package dev.guildhall.agents;
