/**
 * A client of the Developer surface, for the backend of an app: {@link dev.guildhall.client.GuildhallClient} and what it
 * gives and takes. It depends on the JDK and on Jackson alone.
 */
package dev.guildhall.client;
