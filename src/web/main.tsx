import { render } from 'preact';
import { App } from './app.tsx';
import { readSaved } from './export/saved.ts';

const page = document.getElementById('page');
if (page) render(<App saved={readSaved()} />, page);
