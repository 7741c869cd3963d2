/**
 * Work that waits in the database and is done by one node at a time: nodes claim it under their lease, and others take
 * it over when a node is not heard of any more.
 */
package dev.guildhall.core.work;
