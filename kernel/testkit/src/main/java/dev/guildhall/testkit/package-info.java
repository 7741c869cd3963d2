/** What the tests of every module share: a real PostgreSQL, a real HTTP server and client, and patience with a limit. */
package dev.guildhall.testkit;
