/**
 * For tests of extensions: a workspace without a host, an extension at work in it, and a builder of artifacts. Published
 * as the {@code tests} classifier of the SPI.
 */
package dev.guildhall.spi.testing;
