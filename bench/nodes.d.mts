export function cacheFolder(): string;
export function nodeBinary(major: number | string, options?: { install?: boolean }): string;
