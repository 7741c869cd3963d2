/** How JSON is read, wherever it comes from. */
package dev.guildhall.core.json;
