#!/usr/bin/env node
import { serve } from './serve.ts';

void serve(process.env, process);
