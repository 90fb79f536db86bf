/**
 * An expected "no" of a cmdlet. `type` is the exception that Exchange throws where it is
 * known (ManagementObjectNotFoundException, ParameterBindingException); clients look at
 * the type and the text, never at the error id.
 */
export class CmdletFailure extends Error {
  readonly status: 400 | 403 | 404 | 409;
  readonly code: 'BadRequest' | 'NotFound' | 'Forbidden' | 'Conflict';
  readonly type: string;

  constructor(status: CmdletFailure['status'], code: CmdletFailure['code'], type: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.type = type;
  }
}

export function objectNotFound(identity: string, server: string): CmdletFailure {
  const type = 'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException';
  const text = `The operation couldn't be performed because object '${identity}' couldn't be found on '${server}'.`;
  return new CmdletFailure(404, 'NotFound', type, text);
}

export function objectExists(what: string, name: string): CmdletFailure {
  const type = 'Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException';
  return new CmdletFailure(
    400,
    'BadRequest',
    type,
    `The ${what} "${name}" already exists. Please choose another name.`,
  );
}

/** A parameter that is not there, twice there, missing, or not of its type. */
export function parameterFailure(message: string): CmdletFailure {
  return new CmdletFailure(400, 'BadRequest', 'System.Management.Automation.ParameterBindingException', message);
}

/** A value that is of its type, and still can't be. */
export function invalidValue(message: string): CmdletFailure {
  return new CmdletFailure(400, 'BadRequest', 'Microsoft.Exchange.Data.DataValidationException', message);
}

/** What the object's state or another object forbids. */
export function invalidOperation(message: string): CmdletFailure {
  return new CmdletFailure(
    400,
    'BadRequest',
    'Microsoft.Exchange.Management.Tasks.TaskInvalidOperationException',
    message,
  );
}
