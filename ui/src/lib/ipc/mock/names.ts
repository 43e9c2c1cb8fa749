// Names and ids that the samples of the mock desk share.

export const ONE_STOP = 'Trung tâm Phục vụ hành chính công xã Hưng Đạo';
export const POST = 'Bưu điện văn hóa xã Hưng Đạo';
export const CLERK = 'Vũ Thị Lan';
export const POSTAL_WORKER = 'Hoàng Thị Hoa';

/** A readable id: the number in hexadecimal, padded. */
export function sampleId(number: number): string {
  return number.toString(16).padStart(32, '0');
}
