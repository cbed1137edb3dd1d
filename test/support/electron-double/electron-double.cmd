@echo off
rem Stands in for the electron binary on Windows.
node "%~dp0launch.mjs" %*
