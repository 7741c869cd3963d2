/** Memory in front of the database that follows its changes. */
package dev.guildhall.core.cache;
