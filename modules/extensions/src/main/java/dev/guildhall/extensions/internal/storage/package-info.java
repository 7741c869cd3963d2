/** Where extensions keep what they store in a workspace: a schema and two roles for each, and sessions as these. */
package dev.guildhall.extensions.internal.storage;
