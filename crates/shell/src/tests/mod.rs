//! Whole scripts.

mod broken;
mod dockerfiles;
mod exec;
mod instructions;
mod invocations;
mod nested;
mod print;
mod robust;
mod words;
