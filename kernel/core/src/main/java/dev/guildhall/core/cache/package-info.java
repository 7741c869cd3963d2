/**
 * Memory in front of the database that follows its changes, within one {@link dev.guildhall.core.cache.CacheBudget} for
 * all of a node. A module takes the budget from its {@link dev.guildhall.core.module.Environment} and makes its caches of
 * it while it is assembled; none has a size of its own.
 */
package dev.guildhall.core.cache;
