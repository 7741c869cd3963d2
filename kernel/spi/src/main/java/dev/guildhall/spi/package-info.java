/**
 * What an extension author compiles against. Begin with {@link dev.guildhall.spi.WorkspaceExtension}, which registers
 * handlers and is given a {@link dev.guildhall.spi.WorkspaceContext} for everything else; {@code plugins/README.md} leads
 * through an example.
 *
 * <p>Of other libraries an extension sees, through the host: the JDK, slf4j, PF4J's {@code Extension}, and of Vert.x the
 * futures, {@code io.vertx.core.json} and {@code io.vertx.core.buffer.Buffer}. Whatever else it needs, its artifact
 * brings along. Released types only grow, by default methods and new types.
 */
package dev.guildhall.spi;
