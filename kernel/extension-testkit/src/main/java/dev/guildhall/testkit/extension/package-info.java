/**
 * For tests of an extension in the whole product: the modules, a PostgreSQL and HTTP, in the process of the test. Tests that
 * need none of that use {@code dev.guildhall.spi.testing}.
 */
package dev.guildhall.testkit.extension;
