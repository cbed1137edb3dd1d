/** English: projects, and what their runs begin with. */
import { plural } from '../../figures'

export const projects = {
  title: 'Projects',
  aside: 'each is a folder with its jobs, prepared files and results',
  listed: 'Projects opened here',
  current: 'open now',
  jobs: (count: number) => (count === 0 ? 'no jobs' : plural(count, 'job', 'jobs')),
  openJobs: (count: number) => `${plural(count, 'job', 'jobs')} open`,
  opened: (date: string) => `opened ${date}`,
  open: 'Open',
  openNamed: (name: string) => `Open the project ${name}`,
  opening: 'Opening…',
  forget: 'Take off the list',
  forgetNamed: (name: string) => `Take ${name} off the list; its folder stays as it is`,
  none: 'No project was opened here before but this one.',
  cannotRead: 'cannot be read',
  held: 'in use by another Choreo',
  chooseFolder: 'Choose a folder…',

  create: 'New project',
  name: 'Name of the new project',
  nameHint: 'Spring campaign',
  make: 'Make and open it',
  where: 'A new folder is made beside your first project.',
  drop: 'Drop a project’s folder here to open it',
  dropMeans: 'Any folder will do: it becomes a project when it is none yet.',
  dropNotHere:
    'A browser does not tell where a dropped folder lies, so only the desktop app opens one by a drop. Here, make a new project or open one of the list.',
  notFolder: 'That was not a folder.',
  notFolderFix: 'Drop the folder of a project, not a file in it.',

  this: 'This project',
  rename: 'Name',
  renameDo: 'Rename',
  folder: 'Folder of this project',
  leaving: 'Open jobs of this project go on while another one is shown.',

  defaults: 'New runs here begin with',
  provider: 'Provider',
  anyProvider: 'the cheapest that takes the files',
  fit: 'When the shape does not fit',
  withSound: 'with sound',
  noSound: 'without sound',
}
