// Generated from locales/vi.json by `npm run generate`. Do not edit.
export const error_summary_title = (a: { count: string | number }) =>
  `Cần xem lại ${a.count} chỗ:`;
export const field_no_such_date = (a: { date: string | number }) =>
  `Không có ngày ${a.date}. Xem lại ngày trên giấy tờ.`;
export const field_required = (a: { field: string | number }) =>
  `Còn trống: ${a.field}.`;
export const list_loading = () => "Đang mở…";
export const list_retry = () => "Thử lại";
export const button_back = () => "Quay lại";
export const button_close = () => "Đóng";
export const leave_title = () => "Bỏ phần vừa nhập?";
export const leave_text = () => "Phần vừa nhập ở đây chưa được ghi, đóng lại sẽ mất.";
export const leave_yes = () => "Bỏ, đóng lại";
export const app_title = (a: { commune: string | number; desk: string | number }) =>
  `Trao Tay – ${a.commune} – ${a.desk}`;
export const app_title_training = (a: { commune: string | number; desk: string | number }) =>
  `TẬP HUẤN – Trao Tay – ${a.commune} – ${a.desk}`;
export const app_opening = () => "Đang mở…";
export const app_training = () => "TẬP HUẤN – không phải hồ sơ thật";
export const app_connection_lost = () => "Chương trình nền không trả lời. Phần đang nhập còn trên màn hình. Gọi cán bộ CNTT.";
export const nav_label = () => "Chức năng chính";
export const nav_receive_one_stop = () => "Tiếp nhận";
export const nav_receive_postal = () => "Nhận hồ sơ";
export const nav_search = () => "Tra cứu";
export const nav_handoff = () => "Bàn giao";
export const nav_return_one_stop = () => "Trả kết quả";
export const nav_return_postal = () => "Phát kết quả";
export const nav_register_one_stop = () => "Sổ theo dõi";
export const nav_register_postal = () => "Sổ giao nhận";
export const nav_reports = () => "Báo cáo";
export const nav_not_built = (a: { name: string | number }) =>
  `${a.name}: chưa có trong bản này`;
export const nav_sync = () => "Đồng bộ";
export const nav_quick_find = () => "Tìm nhanh";
export const nav_user_menu = (a: { name: string | number; desk: string | number }) =>
  `Người dùng: ${a.name}, ${a.desk}`;
export const user_menu_title = (a: { name: string | number }) =>
  `${a.name}`;
export const user_unit = (a: { unit: string | number; desk: string | number }) =>
  `${a.unit} · ${a.desk}`;
export const user_lock = () => "Khóa màn hình, đổi người";
export const user_text_size = () => "Cỡ chữ";
export const user_text_normal = () => "Thường";
export const user_text_large = () => "Lớn";
export const user_text_xlarge = () => "Rất lớn";
export const user_slip_paper = () => "Giấy in giấy hẹn";
export const user_paper_a5 = () => "Khổ A5";
export const user_paper_a4 = () => "Khổ A4";
export const user_change_pin = () => "Đổi mã PIN";
export const user_old_pin = () => "Mã PIN đang dùng";
export const user_pin_changed = () => "Đã đổi mã PIN.";
export const user_version = (a: { version: string | number }) =>
  `Phiên bản ${a.version}`;
export const user_help = () => "Các phím, cỡ chữ, đổi PIN";
export const user_help_screen = () => "Phím của màn hình này";
export const user_help_title = () => "Phím dùng ở mọi màn hình";
export const user_restore = () => "Khôi phục màn hình";
export const user_help_finish = () => "Xong việc đang làm, như F9";
export const user_help_next = () => "Ô tiếp theo; Shift+Enter: ô trước";
export const user_help_rows = () => "Dòng trước, dòng sau";
export const user_help_region = () => "Vùng tiếp theo, vùng trước";
export const user_help_escape = () => "Đóng, lùi lại";
export const enrol_title = () => "Ghi danh máy này";
export const enrol_steps = (a: { step: string | number }) =>
  `Bước ${a.step} trong 3`;
export const enrol_intro = () => "Máy này chưa thuộc đơn vị nào. Dán mã ghi danh do máy chủ cấp trên đưa ra; mỗi mã dùng một lần.";
export const enrol_token = () => "Mã ghi danh";
export const enrol_begin = () => "Tiếp tục";
export const enrol_words_title = () => "So sáu từ này qua điện thoại";
export const enrol_words_intro = () => "Gọi người quản trị ở cấp trên. Hai bên đọc sáu từ; chỉ khi giống hệt nhau, theo đúng thứ tự, người quản trị mới bấm duyệt.";
export const enrol_words_match = () => "Sáu từ giống nhau";
export const enrol_words_differ = () => "Khác nhau – làm lại";
export const enrol_waiting_title = () => "Đang chờ cấp trên duyệt";
export const enrol_waiting_intro = () => "Người quản trị duyệt xong thì bấm nút dưới đây. Có thể tắt máy và quay lại sau; mã đã nhận vẫn còn.";
export const enrol_check = () => "Kiểm tra đã duyệt chưa";
export const enrol_still_waiting = () => "Cấp trên chưa duyệt. Máy này vẫn giữ nguyên yêu cầu.";
export const sign_in_title = () => "Ai đang ngồi ở quầy?";
export const sign_in_locked_title = () => "Đã khóa màn hình";
export const sign_in_locked = () => "Đã khóa màn hình. Nhập mã PIN để làm tiếp, phần đang nhập còn nguyên.";
export const sign_in_place = (a: { commune: string | number; desk: string | number }) =>
  `${a.commune} · ${a.desk}`;
export const sign_in_nameless = (a: { number: string | number }) =>
  `Người có mã ${a.number}`;
export const sign_in_staff = () => "Người làm việc ở máy này";
export const sign_in_choose = () => "Chọn tên của mình: bấm số bên cạnh tên, hoặc ↑ ↓ rồi Enter.";
export const sign_in_another = () => "Chọn người khác";
export const sign_in_duty_one_stop = () => "Một cửa";
export const sign_in_duty_postal = () => "Bưu điện";
export const sign_in_duty_supervision = () => "Phụ trách";
export const sign_in_not_activated = () => "chưa kích hoạt";
export const sign_in_paused = (a: { time: string | number }) =>
  `tạm dừng đến ${a.time}`;
export const sign_in_pin_for = (a: { name: string | number }) =>
  `Mã PIN của ${a.name}`;
export const sign_in_pin_hint = () => "6 chữ số";
export const sign_in_show = () => "Hiện";
export const sign_in_hide = () => "Ẩn";
export const sign_in_checking = () => "Đang kiểm tra…";
export const sign_in_draft_of = (a: { name: string | number; time: string | number }) =>
  `Nháp của ${a.name} (${a.time}) được giữ riêng.`;
export const sign_in_nobody = () => "Chưa có ai được phân công ở máy này. Báo người quản trị cấp trên.";
export const forgotten_open = () => "Quên mã PIN";
export const forgotten_title = (a: { name: string | number }) =>
  `Đặt lại mã PIN: ${a.name}`;
export const forgotten_intro = () => "Gọi người quản trị cấp trên xin mã dùng một lần, rồi tự chọn mã PIN mới. Việc đã ghi và chữ ký trước đây vẫn còn nguyên giá trị. Cần có mạng.";
export const forgotten_code = () => "Mã dùng một lần";
export const forgotten_submit = () => "Đặt lại mã PIN";
export const forgotten_back = () => "Nhớ ra mã PIN rồi";
export const forgotten_done = () => "Đã đặt lại mã PIN. Đăng nhập bằng mã mới.";
export const sign_in_stopped = () => "cần mã dùng một lần";
export const sign_in_provisional = () => "xác nhận tạm, chưa rõ còn hiệu lực";
export const vouch_open = () => "Không có mạng? Người phụ trách xác nhận tạm";
export const vouch_title = (a: { name: string | number }) =>
  `Xác nhận tạm: ${a.name}`;
export const vouch_intro = () => "Tự chọn mã PIN 6 chữ số; người phụ trách ngồi cạnh nhập mã PIN của mình để xác nhận. Làm việc được ngay. Chữ ký ghi «chưa rõ còn hiệu lực» cho đến khi máy chủ cấp trên xác nhận.";
export const vouch_supervisor = () => "Người phụ trách";
export const vouch_supervisor_pin = () => "Mã PIN của người phụ trách";
export const vouch_submit = () => "Xác nhận tạm";
export const vouch_back = () => "Dùng mã kích hoạt";
export const forgive_open = () => "Người phụ trách mở lại lượt nhập";
export const forgive_title = (a: { name: string | number }) =>
  `Mở lại lượt nhập mã PIN: ${a.name}`;
export const forgive_intro = (a: { name: string | number }) =>
  `Người phụ trách nhập mã PIN của mình. Mã PIN của ${a.name} giữ nguyên.`;
export const forgive_submit = () => "Mở lại";
export const forgive_done = () => "Đã mở lại lượt nhập. Nhập mã PIN.";
export const activate_title = (a: { name: string | number }) =>
  `Kích hoạt tài khoản: ${a.name}`;
export const activate_intro = () => "Nhập mã kích hoạt do người phụ trách đưa, rồi tự chọn mã PIN 6 chữ số. Không cho ai biết mã PIN.";
export const activate_code = () => "Mã kích hoạt";
export const pin_chosen = () => "Mã PIN mới";
export const pin_chosen_again = () => "Nhập lại mã PIN mới";
export const activate_submit = () => "Kích hoạt";
export const pin_length = (a: { count: string | number }) =>
  `Mã PIN có đúng 6 chữ số (đang có ${a.count}).`;
export const pin_differs = () => "Hai lần nhập mã PIN khác nhau.";
export const footer_label = () => "Gửi dữ liệu lên máy chủ";
export const footer_ok = () => "Đã gửi hết";
export const footer_ok_last = (a: { time: string | number }) =>
  `máy chủ nhận lần cuối ${a.time}`;
export const footer_sending = (a: { done: string | number; total: string | number }) =>
  `Đang gửi ${a.done}/${a.total} việc…`;
export const footer_waiting = (a: { count: string | number }) =>
  `${a.count} việc chưa gửi lên máy chủ`;
export const footer_last_success = (a: { time: string | number }) =>
  `gửi được lần cuối ${a.time}`;
export const footer_never_success = () => "chưa gửi được lần nào";
export const footer_today = () => "hôm nay";
export const footer_next_try = (a: { seconds: string | number }) =>
  `tự thử lại sau ${a.seconds} giây`;
export const footer_days = (a: { days: string | number }) =>
  `${a.days} ngày chưa gửi được`;
export const footer_sent_back = (a: { count: string | number }) =>
  `${a.count} việc máy chủ trả lại, chờ xem xét`;
export const footer_never = () => "Chưa gửi lần nào lên máy chủ";
export const footer_unknown = () => "Chưa biết tình trạng gửi";
export const footer_postal_ok = () => "Đã gửi";
export const footer_postal_waiting = (a: { count: string | number }) =>
  `Chưa gửi: ${a.count} việc`;
export const footer_open = () => "Xem (Alt+8)";
export const footer_no_network = () => "đang mất mạng";
export const footer_last_try_failed = () => "lần thử gần nhất chưa gửi được";
export const footer_clock_fault = () => "Giờ máy sai";
export const footer_backup_none = () => "máy chủ chưa có sao lưu";
export const sync_here = () => "Chưa gửi, trên máy này";
export const sync_sending = () => "Đang gửi";
export const sync_received = () => "Máy chủ đã nhận";
export const sync_safe = () => "An toàn (đã sao lưu)";
export const sync_quarantined = () => "Chờ xem xét";
export const custody_held = () => "Đang giữ";
export const custody_in_transit = () => "Đang giao, chưa ký nhận";
export const custody_returned = () => "Đã trả người dân";
export const custody_taken_back = () => "Đã thu hồi";
export const custody_incident = () => "Sự cố";
export const custody_disputed = () => "Hai nơi cùng ghi đang giữ";
export const receive_title = () => "Tiếp nhận hồ sơ mới";
export const receive_finish = () => "Tiếp nhận và tạo giấy hẹn";
export const receive_finishing = () => "Đang ghi…";
export const receive_draft_found = (a: { time: string | number }) =>
  `Có hồ sơ đang nhập dở lúc ${a.time}.`;
export const receive_draft_continue = () => "Nhập tiếp";
export const receive_draft_discard = () => "Bỏ";
export const receive_draft_saved = (a: { time: string | number }) =>
  `Nháp đã lưu ${a.time}`;
export const receive_draft_not_saved = () => "Chưa lưu được nháp. Phần đang nhập còn trên màn hình.";
export const receive_clear_title = () => "Bỏ hồ sơ đang nhập?";
export const receive_clear_text = () => "Phần đã nhập sẽ mất. Chưa có gì được ghi vào sổ.";
export const receive_clear_yes = () => "Bỏ, nhập hồ sơ khác";
export const receive_draft_title = () => "Hồ sơ đang nhập dở";
export const receive_saved_repeated = (a: { code: string | number; due: string | number }) =>
  `Hồ sơ ${a.code} đã được ghi từ trước, không ghi thêm lần nữa – hẹn ${a.due}`;
export const receive_region_person = () => "Chủ hồ sơ";
export const receive_region_procedure = () => "Thủ tục và cách nhận kết quả";
export const receive_region_papers = () => "Giấy tờ";
export const party_kind = () => "Loại chủ hồ sơ";
export const party_person = () => "Cá nhân";
export const party_organisation = () => "Tổ chức, hộ kinh doanh";
export const party_id_kind = () => "Giấy tờ tùy thân";
export const party_id_cccd = () => "Căn cước";
export const party_id_cmnd = () => "CMND cũ";
export const party_id_passport = () => "Hộ chiếu";
export const party_id_none = () => "Chưa có giấy tờ";
export const party_id_number = () => "Số định danh";
export const party_id_number_cmnd = () => "Số CMND";
export const party_id_number_passport = () => "Số hộ chiếu";
export const party_organisation_number = () => "Mã số";
export const party_name = () => "Họ, chữ đệm và tên";
export const party_organisation_name = () => "Tên tổ chức, hộ kinh doanh";
export const party_representative = () => "Người đại diện";
export const party_birth = () => "Ngày sinh";
export const party_sex = () => "Giới tính";
export const party_sex_unknown = () => "–";
export const party_male = () => "Nam";
export const party_female = () => "Nữ";
export const party_address = () => "Nơi cư trú";
export const party_organisation_address = () => "Địa chỉ";
export const party_phone = () => "Số điện thoại";
export const party_phone_hint = () => "nếu có";
export const party_email = () => "Email";
export const party_email_wrong = () => "Email phải là chữ không dấu, có một dấu @ ở giữa, ví dụ ten@vidu.vn.";
export const party_submitter_other = () => "Người nộp khác chủ hồ sơ";
export const party_submitter_title = () => "Người nộp";
export const party_id_12_digits = (a: { count: string | number }) =>
  `Số định danh thường có 12 chữ số (đang có ${a.count}); vẫn tiếp nhận được.`;
export const party_id_9_digits = (a: { count: string | number }) =>
  `Số CMND có 9 hoặc 12 chữ số (đang có ${a.count}); vẫn tiếp nhận được.`;
export const party_phone_short = (a: { count: string | number }) =>
  `Số điện thoại còn thiếu ${a.count} chữ số; vẫn tiếp nhận được.`;
export const procedure_label = () => "Thủ tục";
export const procedure_hint = () => "mã tắt hoặc tên không dấu, ví dụ: ks";
export const procedure_none = () => "Không có thủ tục nào như vậy. Thử bớt chữ.";
export const procedure_paper_count = (a: { count: string | number }) =>
  `${a.count} giấy tờ`;
export const procedure_not_by_post = () => "Thủ tục này không nhận qua bưu chính.";
export const procedure_choose = () => "Chọn một thủ tục trong danh sách.";
export const procedure_unconfirmed = () => "chưa xác nhận";
export const procedure_fee = () => "Phí, lệ phí";
export const procedure_fee_listed = (a: { fee: string | number }) =>
  `${a.fee} (theo niêm yết)`;
export const procedure_fee_unlisted = () => "theo niêm yết";
export const procedure_request = () => "Nội dung yêu cầu";
export const procedure_sets = () => "Số bộ";
export const procedure_return_channel = () => "Cách nhận kết quả";
export const procedure_return_counter = () => "1 – Tại quầy";
export const procedure_return_post = () => "2 – Bưu chính";
export const procedure_return_electronic = () => "3 – Điện tử";
export const procedure_channel = () => "Kênh nộp";
export const procedure_channel_direct = () => "Tại quầy";
export const procedure_channel_post = () => "Qua bưu chính";
export const procedure_channel_online = () => "Trực tuyến";
export const due_label = () => "Hẹn trả:";
export const due_none = () => "chọn thủ tục để tính";
export const due_at = (a: { hour: string | number; date: string | number }) =>
  `${a.hour} giờ, ${a.date}`;
export const due_at_minutes = (a: { hour: string | number; minutes: string | number; date: string | number }) =>
  `${a.hour} giờ ${a.minutes}, ${a.date}`;
export const due_must_enter = () => "chưa rõ thời hạn, bấm Alt+H để nhập";
export const due_unconfirmed = () => "Lịch nghỉ chưa chốt, ngày hẹn có thể đổi.";
export const due_own = (a: { reason: string | number }) =>
  `cán bộ tự hẹn: ${a.reason}`;
export const due_override = () => "Hẹn khác";
export const due_override_title = () => "Hẹn trả vào ngày khác";
export const due_override_date = () => "Ngày hẹn trả";
export const due_override_hour = () => "Giờ";
export const due_override_reason = () => "Lý do";
export const due_override_set = () => "Dùng ngày hẹn này";
export const due_override_reset = () => "Trở lại ngày máy tính";
export const due_override_bad_date = () => "Ngày hẹn trả là ngày đầy đủ, từ hôm nay trở đi.";
export const due_override_bad_hour = () => "Giờ từ 7 đến 17.";
export const papers_title = (a: { originals: string | number; others: string | number; presented: string | number }) =>
  `Giấy tờ: ${a.originals} giấy tờ gốc, ${a.others} giấy tờ khác, ${a.presented} xuất trình`;
export const papers_title_empty = () => "Giấy tờ";
export const papers_keys = () => "đánh dấu";
export const papers_keys_all = () => "đủ hết";
export const papers_keys_count = () => "số lượng";
export const papers_keys_fate = () => "cách xử lý";
export const papers_keys_missing = () => "ghi thiếu";
export const papers_keys_note = () => "đọc ghi chú";
export const papers_column_key = () => "Phím";
export const papers_column_tick = () => "Có";
export const papers_column_name = () => "Giấy tờ";
export const papers_column_originals = () => "bản chính";
export const papers_column_certified = () => "sao CT";
export const papers_column_copies = () => "bản sao";
export const papers_column_fate = () => "cách xử lý";
export const papers_count_label = (a: { name: string | number; column: string | number }) =>
  `${a.name}: ${a.column}`;
export const papers_count_button = (a: { count: string | number; column: string | number; name: string | number }) =>
  `${a.count} ${a.column}: ${a.name}`;
export const papers_irreplaceable = () => "giấy tờ gốc";
export const papers_conditional = () => "nếu có";
export const papers_missing = () => "thiếu";
export const papers_add = () => "Thêm giấy tờ khác";
export const papers_add_name = () => "Tên giấy tờ";
export const papers_choose_procedure = () => "Chọn thủ tục để hiện danh sách giấy tờ.";
export const papers_none_ticked = () => "Chưa đánh dấu giấy tờ nào.";
export const papers_changed_by_channel = () => "Danh sách giấy tờ đã đổi theo kênh nộp. Đếm lại với người nộp.";
export const fate_submit = () => "nộp luôn";
export const fate_present = () => "xuất trình, trả ngay";
export const fate_compare = () => "đối chiếu, trả kèm kết quả";
export const fate_amend = () => "sửa hoặc ghi rồi trả";
export const fate_reclaim = () => "thu hồi";
export const paper_original = () => "bản chính";
export const paper_certified_copy = () => "bản sao chứng thực";
export const paper_copy = () => "bản sao";
export const missing_title = () => "Còn thiếu giấy tờ";
export const missing_text = (a: { count: string | number; names: string | number }) =>
  `Còn thiếu ${a.count} giấy tờ bắt buộc: ${a.names}.`;
export const missing_reason = () => "Lý do vẫn tiếp nhận";
export const missing_accept = () => "Vẫn tiếp nhận – ghi lý do, báo phụ trách";
export const missing_reason_required = () => "Ghi lý do trước khi tiếp nhận.";
export const duplicate_text = (a: { name: string | number; procedure: string | number; time: string | number; code: string | number }) =>
  `${a.name} đã nộp ${a.procedure} lúc ${a.time} (${a.code}).`;
export const duplicate_open = () => "Mở hồ sơ đó";
export const duplicate_ignore = () => "Vẫn lập mới";
export const duplicate_ignored = () => "Đã chọn lập hồ sơ mới.";
export const recent_title = () => "Vừa tiếp nhận";
export const recent_empty = () => "Chưa tiếp nhận hồ sơ nào từ lúc đăng nhập.";
export const recent_slip_pdf = () => "Đã tạo PDF";
export const recent_no_slip_pdf = () => "Chưa có PDF";
export const slip_make = () => "Tạo PDF giấy hẹn";
export const slip_failed = () => "Chưa tạo được PDF giấy hẹn. Hồ sơ đã lưu; bấm Ctrl+P để làm lại.";
export const slip_made = (a: { reprint: string | number; path: string | number }) =>
  `Đã tạo PDF giấy hẹn, lần ${a.reprint}: ${a.path}`;
export const recent_again = () => "Thêm hồ sơ cho cùng người";
export const recent_line = () => "Người này · Vừa tiếp nhận";
export const cancel_button = () => "Hủy việc vừa xong";
export const cancel_title = () => "Hủy việc vừa xong?";
export const cancel_text = (a: { name: string | number; time: string | number }) =>
  `Hủy hồ sơ của ${a.name} tiếp nhận ${a.time}? Phải thu lại giấy hẹn nếu đã in.`;
export const cancel_yes = () => "Hủy hồ sơ";
export const cancel_done = (a: { code: string | number }) =>
  `Đã hủy hồ sơ ${a.code}. Trả lại giấy tờ cho người nộp.`;
export const person_dossiers_title = (a: { count: string | number }) =>
  `Hồ sơ của người này: ${a.count}`;
export const search_title = () => "Tra cứu hồ sơ";
export const search_box = () => "Tìm";
export const search_hint = () => "Gõ tên (không cần dấu), mã tra cứu, mã số hồ sơ, số điện thoại, 4 số cuối căn cước – hoặc quét giấy hẹn.";
export const search_results = () => "Hồ sơ tìm thấy";
export const search_count = (a: { count: string | number }) =>
  `${a.count} hồ sơ`;
export const search_count_more = (a: { count: string | number }) =>
  `hơn ${a.count} hồ sơ`;
export const search_more = () => "Hiện thêm";
export const search_nothing = (a: { text: string | number }) =>
  `Không thấy “${a.text}”. Thử bỏ bớt chữ, hoặc hồ sơ có thể do xã khác tiếp nhận.`;
export const search_nothing_filtered = () => "Có hồ sơ khớp chữ đã gõ nhưng không khớp bộ lọc.";
export const search_type_more = () => "Gõ ít nhất 2 chữ.";
export const search_understood = () => "Máy hiểu:";
export const search_drop = (a: { text: string | number }) =>
  `Bỏ ${a.text}`;
export const search_keys_drop = () => "bỏ ô «máy hiểu» đang chọn";
export const search_filter_status = () => "Trạng thái";
export const search_filter_day = () => "Ngày nhận";
export const search_filter_procedure = () => "Thủ tục";
export const search_filter_all = () => "Tất cả";
export const search_day_today = () => "Hôm nay";
export const search_day_week = () => "7 ngày qua";
export const search_day_older = () => "Trước đó";
export const search_column_code = () => "Mã tra cứu";
export const search_column_name = () => "Họ tên";
export const search_column_procedure = () => "Thủ tục";
export const search_column_due = () => "Hẹn trả";
export const search_column_status = () => "Trạng thái";
export const search_column_holder = () => "Ai giữ giấy tờ";
export const search_column_sync = () => "Gửi đi";
export const palette_title = () => "Tìm nhanh";
export const palette_box = () => "Tìm hồ sơ hoặc việc cần làm";
export const palette_larger = () => "Chữ to hơn";
export const palette_smaller = () => "Chữ nhỏ hơn";
export const palette_nothing = () => "Không thấy gì khớp.";
export const field_name_document_seen = () => "Giấy tờ đã xem";
export const field_name_id_number = () => "Số định danh";
export const field_name_paper_name = () => "Tên giấy tờ";
export const field_name_recipient_name = () => "Tên người nhận";
export const field_name_value = () => "Giá trị mới";
export const field_name_witness = () => "Người làm chứng";
export const field_name_birth = () => "Ngày sinh";
export const field_name_paper = () => "Giấy tờ";
export const field_name_sets = () => "Số bộ";
export const field_name_address = () => "Nơi cư trú";
export const field_name_missing_reason = () => "Lý do thiếu giấy tờ";
export const field_name_reason = () => "Lý do";
export const field_name_applicant_name = () => "Họ, chữ đệm và tên";
export const field_name_request = () => "Nội dung yêu cầu";
export const field_name_phone = () => "Số điện thoại";
export const field_name_email = () => "Email";
export const field_name_due_at = () => "Ngày hẹn trả";
export const field_name_due_reason = () => "Lý do tự hẹn ngày";
export const field_name_return_channel = () => "Cách nhận kết quả";
export const field_name_submitter = () => "Người nộp";
export const field_name_procedure = () => "Thủ tục";
export const refusal_no_duty = () => "Người đang làm việc không được phân công việc này hôm nay. Chưa ghi gì; mời người được phân công.";
export const refusal_dossier_unknown = () => "Hồ sơ này chưa về tới máy này. Thử lại sau khi đồng bộ.";
export const refusal_dossier_exists = () => "Hồ sơ này đã được ghi từ trước. Không ghi thêm lần nữa.";
export const refusal_dossier_closed = () => "Hồ sơ đã kết thúc, không sửa được nữa. Mọi ghi chép còn nguyên.";
export const refusal_dossier_handed_on = () => "Giấy tờ của hồ sơ đã bàn giao đi, việc này cần người thứ hai xác nhận. Chưa thay đổi gì.";
export const refusal_procedure_unknown = (a: { procedure: string | number }) =>
  `Không có thủ tục ${a.procedure} trong danh mục của máy này. Chọn lại thủ tục.`;
export const refusal_not_by_post = () => "Thủ tục này không nhận qua bưu chính.";
export const refusal_due_missing = () => "Chưa rõ thời hạn của thủ tục này. Bấm Alt+H để tự hẹn ngày và ghi lý do.";
export const refusal_due_in_past = () => "Ngày hẹn trả sớm hơn lúc tiếp nhận. Bấm Alt+H để hẹn lại.";
export const refusal_field_empty = (a: { field: string | number }) =>
  `Còn trống: ${a.field}. Chưa ghi gì; điền rồi bấm lại.`;
export const refusal_field_too_long = (a: { field: string | number }) =>
  `${a.field} dài quá. Rút ngắn rồi bấm lại.`;
export const refusal_field_impossible = (a: { field: string | number }) =>
  `${a.field} không đúng. Xem lại rồi bấm lại.`;
export const refusal_missing_without_reason = () => "Còn thiếu giấy tờ bắt buộc mà chưa ghi lý do. Chưa ghi gì.";
export const refusal_duplicate_today = () => "Người này vừa nộp thủ tục này hôm nay. Mở hồ sơ đó, hoặc chọn vẫn lập mới.";
export const refusal_no_paper = () => "Chưa có giấy tờ nào trong danh sách. Đánh dấu giấy tờ đã nhận.";
export const refusal_too_many = (a: { limit: string | number }) =>
  `Nhiều hơn ${a.limit} dòng. Chia ra làm nhiều lần.`;
export const refusal_paper_unknown = () => "Giấy tờ này không thuộc hồ sơ. Mở lại hồ sơ rồi thử lại.";
export const refusal_paper_held_elsewhere = () => "Giấy tờ này đang do nơi khác giữ. Chưa thay đổi gì; xem Giấy tờ đang ở đâu.";
export const refusal_paper_in_transit = () => "Giấy tờ này đang giao, chờ bên nhận ký. Chưa thay đổi gì.";
export const refusal_paper_disputed = () => "Hai nơi cùng ghi giữ giấy tờ này. Chờ người phụ trách xử lý; đừng ký thêm.";
export const refusal_same_party = () => "Bên giao và bên nhận phải là hai nơi hoặc hai người khác nhau.";
export const refusal_same_person_both_sides = () => "Một người không ký cả bên giao và bên nhận. Mời người khác ký nhận.";
export const refusal_handoff_unknown = () => "Phiếu giao này chưa về tới máy này. Thử lại sau khi đồng bộ.";
export const refusal_handoff_for_others = () => "Phiếu này giao cho nơi khác. Không nhận được.";
export const refusal_handoff_closed = () => "Phiếu này đã ký nhận, từ chối hoặc rút lại. Không thay đổi gì.";
export const refusal_ticks_do_not_match = () => "Các dòng đã đánh dấu không khớp phiếu. Đếm lại từng dòng.";
export const refusal_count_differs = (a: { counted: string | number; listed: string | number }) =>
  `Đếm được ${a.counted} tập, phiếu ghi ${a.listed}. Đếm lại trước khi ký.`;
export const refusal_lines_not_here = () => "Một số hồ sơ của phiếu chưa về tới máy này nên chưa đếm từng tờ được. Đồng bộ rồi làm tiếp.";
export const refusal_conflict_unknown = () => "Vụ việc này không còn mở. Mở lại hồ sơ để xem.";
export const refusal_corrected_elsewhere = () => "Nơi khác vừa sửa chỗ này. Xem thay đổi rồi làm lại.";
export const refusal_wrong_pin = (a: { tries_left: string | number }) =>
  `Mã PIN chưa đúng. Còn ${a.tries_left} lần.`;
export const refusal_pin_paused = (a: { until: string | number }) =>
  `Nhập sai nhiều lần. Tạm dừng đến ${a.until}; người khác vẫn đăng nhập được.`;
export const refusal_supervisor_needed = () => "Nhập sai 10 lần. Cần mã của người phụ trách; gọi điện cũng được, rồi bấm Quên mã PIN.";
export const refusal_alarm_unknown = () => "Máy này không có cảnh báo đó.";
export const refusal_certified_elsewhere = () => "Người này đã được cấp trên xác nhận ở máy khác. Khi có mạng, xin mã kích hoạt mới cho máy này.";
export const refusal_vouches_for_herself = () => "Không ai tự xác nhận cho mình. Mời người phụ trách khác.";
export const refusal_not_supervisor = () => "Người xác nhận phải đang được giao phụ trách đúng nơi làm việc này và đã được cấp trên xác nhận.";
export const refusal_code_used = () => "Mã này đã dùng một lần rồi. Dữ liệu còn nguyên; xin người quản trị cấp mã mới.";
export const refusal_wrong_activation_code = () => "Mã kích hoạt chưa đúng. Xem lại từng chữ.";
export const refusal_already_activated = () => "Người này đã kích hoạt. Đăng nhập bằng mã PIN.";
export const refusal_token_invalid = () => "Mã ghi danh không đúng hoặc đã dùng. Xin người quản trị mã mới.";
export const refusal_not_approved = () => "Cấp trên chưa duyệt. Máy này vẫn giữ nguyên yêu cầu.";
export const refusal_already_enrolled = () => "Máy này đã ghi danh.";
export const failure_not_enrolled = () => "Máy chưa ghi danh. Ghi danh trước khi làm việc.";
export const failure_unknown_command = () => "Chương trình chưa biết việc này. Cập nhật chương trình.";
export const failure_bad_input = () => "Dữ liệu gửi đi không đọc được. Phần đang nhập còn trên màn hình.";
export const failure_not_saved = () => "Chưa lưu được: ổ đĩa báo lỗi. Phần đang nhập còn trên màn hình. Đừng tắt máy, gọi cán bộ CNTT.";
export const failure_disk_full = () => "Ổ đĩa đầy, chưa lưu được. Phần đang nhập còn trên màn hình. Gọi cán bộ CNTT.";
export const failure_server_unreachable = () => "Chưa tới được máy chủ cấp trên. Dữ liệu còn nguyên trên máy; thử lại sau.";
export const failure_wrong_server = () => "Máy chủ trả lời không đúng là của cấp trên. Chưa gửi gì; báo người quản trị.";
export const failure_print = () => "Chưa tạo được PDF. Hồ sơ đã lưu; bấm Ctrl+P để làm lại.";
export const failure_unexpected = () => "Có lỗi ngoài dự kiến. Dữ liệu đã ghi vẫn còn. Gọi cán bộ CNTT nếu lặp lại.";
export const status_awaiting_reception = () => "Chờ tiếp nhận";
export const status_received = () => "Đã tiếp nhận";
export const status_handed_over = () => "Đã bàn giao";
export const status_result_ready = () => "Có kết quả";
export const status_returned = () => "Đã trả kết quả";
export const status_withdrawn = () => "Người dân rút";
export const status_cancelled = () => "Đã hủy";
export const weekday_1 = () => "Thứ Hai";
export const weekday_2 = () => "Thứ Ba";
export const weekday_3 = () => "Thứ Tư";
export const weekday_4 = () => "Thứ Năm";
export const weekday_5 = () => "Thứ Sáu";
export const weekday_6 = () => "Thứ Bảy";
export const weekday_7 = () => "Chủ nhật";
export const due_text_none = () => "chưa hẹn";
export const due_text_at = (a: { hour: string | number; minutes: string | number; weekday: string | number; date: string | number }) =>
  `${a.hour} giờ${a.minutes}, ${a.weekday} ${a.date}`;
export const due_text_overdue = (a: { hour: string | number; minutes: string | number; weekday: string | number; date: string | number }) =>
  `quá hạn từ ${a.hour} giờ${a.minutes}, ${a.weekday} ${a.date}`;
export const receive_done = (a: { code: string | number; name: string | number; due: string | number }) =>
  `Đã tiếp nhận ${a.code} của ${a.name} – hẹn ${a.due}`;
export const holder_scattered = () => "Nhiều nơi giữ";
export const holder_unknown_unit = () => "Đơn vị chưa có trong danh bạ";
export const holder_nobody = () => "Không giữ giấy tờ";
export const holder_on_the_way = (a: { giver: string | number; taker: string | number }) =>
  `${a.giver} → ${a.taker}, chờ ký nhận`;
export const holder_citizen = () => "Người dân";
export const event_dossier_received = () => "Tiếp nhận hồ sơ";
export const event_dossier_corrected = () => "Đính chính";
export const event_dossier_withdrawn = () => "Người dân rút hồ sơ";
export const event_dossier_cancelled = () => "Hủy hồ sơ";
export const event_handoff_offered = () => "Giao giấy tờ, chờ ký nhận";
export const event_handoff_accepted = () => "Ký nhận giấy tờ";
export const event_handoff_refused = () => "Từ chối nhận";
export const event_handoff_withdrawn = () => "Rút lại phiếu giao";
export const event_result_issued = () => "Có kết quả";
export const event_papers_returned = () => "Trả giấy tờ cho người dân";
export const event_paper_taken_back = () => "Thu hồi giấy tờ cũ";
export const event_conflict_resolved = () => "Xử lý chỗ mâu thuẫn";
export const event_signed_print_recorded = () => "Ghi bản giấy đã ký";
export const kind_1 = () => "Ghi danh máy";
export const kind_2 = () => "Chuỗi ghi bị tách nhánh";
export const kind_3 = () => "Ghi chép mang sang";
export const kind_4 = () => "Xóa theo luật";
export const kind_5 = () => "Máy chủ chưa cho hiệu lực";
export const kind_6 = () => "Máy chủ trả lại hiệu lực";
export const kind_7 = () => "Cấp quyền xem";
export const kind_64 = () => "Tiếp nhận hồ sơ";
export const kind_65 = () => "Đính chính";
export const kind_66 = () => "Người dân rút hồ sơ";
export const kind_67 = () => "Hủy hồ sơ";
export const kind_68 = () => "Giao giấy tờ";
export const kind_69 = () => "Ký nhận giấy tờ";
export const kind_70 = () => "Từ chối nhận giấy tờ";
export const kind_71 = () => "Rút lại giấy tờ đã giao";
export const kind_72 = () => "Có kết quả";
export const kind_73 = () => "Trả giấy tờ";
export const kind_74 = () => "Thu hồi giấy tờ cũ";
export const kind_75 = () => "Xử lý chỗ mâu thuẫn";
export const kind_76 = () => "Ghi bản giấy đã ký";
export const kind_96 = () => "Lập phiếu giao";
export const kind_97 = () => "Ký nhận phiếu";
export const kind_98 = () => "Từ chối phiếu";
export const kind_99 = () => "Rút lại phiếu";
export const kind_unknown = () => "Việc của bản chương trình mới hơn";
export const detail_to = (a: { unit: string | number }) =>
  `tới ${a.unit}`;
export const detail_all_taken = (a: { papers: string | number }) =>
  `nhận đủ ${a.papers} giấy tờ`;
export const detail_exceptions = (a: { exceptions: string | number; papers: string | number }) =>
  `${a.exceptions} sai lệch trong ${a.papers} giấy tờ`;
export const corrected_applicant_name = () => "Họ tên";
export const corrected_birth = () => "Ngày sinh";
export const corrected_id_number = () => "Số định danh";
export const corrected_address = () => "Nơi cư trú";
export const corrected_phone = () => "Số điện thoại";
export const corrected_email = () => "Email";
export const corrected_request = () => "Nội dung yêu cầu";
export const corrected_return_channel = () => "Cách nhận kết quả";
export const corrected_due_at = () => "Ngày hẹn trả";
export const corrected_sets = () => "Số bộ";
export const no_effect_withheld = () => "máy chủ chưa cho hiệu lực";
export const no_effect_received_before = () => "đã được ghi từ trước";
export const no_effect_nothing_there = () => "chưa có giấy tờ hoặc phiếu này";
export const no_effect_not_held = () => "giấy tờ không ở nơi này";
export const no_effect_offer_closed = () => "phiếu đã kết thúc";
export const no_effect_not_the_person = () => "không phải người được ký";
export const no_effect_same_person = () => "một người ký cả hai bên";
export const no_effect_corrected_before = () => "đã được sửa ở nơi khác";
export const no_effect_no_conflict = () => "không còn gì để xử lý";
export const conflict_two_holders = () => "Hai nơi cùng ghi đang giữ";
export const conflict_withdrawn_yet_accepted = () => "Bên giao đã rút, bên nhận đã ký";
export const conflict_offered_twice = () => "Một giấy tờ nằm trên hai phiếu giao";
export const conflict_answered_twice = () => "Hai người cùng trả lời một phiếu";
export const conflict_received_twice = () => "Một hồ sơ có hai lần tiếp nhận";
export const conflict_corrected_twice = (a: { field: string | number }) =>
  `Hai nơi cùng sửa: ${a.field}`;
export const outcome_accepted = () => "Đủ";
export const outcome_missing = () => "Thiếu trong túi";
export const outcome_damaged = () => "Hư hỏng, đã nhận và ghi tình trạng";
export const outcome_different = () => "Khác mô tả";
export const outcome_refused = () => "Từ chối";
export const handoff_state_offered = () => "Đã giao, chờ ký nhận";
export const handoff_state_accepted = () => "Đã nhận đủ";
export const handoff_state_accepted_with_exceptions = () => "Nhận, có sai lệch";
export const handoff_state_refused = () => "Từ chối nhận";
export const handoff_state_withdrawn = () => "Đã rút lại";
export const handoff_accepted = (a: { number: string | number; accepted: string | number }) =>
  `Đã ký nhận phiếu ${a.number}: đủ ${a.accepted} giấy tờ.`;
export const handoff_accepted_short = (a: { number: string | number; accepted: string | number; exceptions: string | number }) =>
  `Đã ký nhận phiếu ${a.number}: ${a.accepted} giấy tờ, ${a.exceptions} sai lệch. Giấy tờ chưa nhận vẫn do bên giao giữ.`;
export const where_freshness = (a: { time: string | number }) =>
  `Theo dữ liệu máy này, đồng bộ lần cuối ${a.time}; việc sau đó ở nơi khác máy này chưa biết.`;
export const where_never_heard = () => "Theo dữ liệu máy này; máy chưa đồng bộ lần nào.";
export const advice_ok = () => "Đã gửi hết.";
export const advice_wait = () => "Máy tự gửi, không cần làm gì.";
export const advice_sign_in = () => "Có việc cần người đã ghi mở khóa để gửi tiếp.";
export const trouble_unreachable = () => "Không tới được máy chủ cấp trên. Vẫn làm việc bình thường; máy tự thử lại.";
export const trouble_timed_out = () => "Máy chủ trả lời chậm quá. Máy tự thử lại.";
export const trouble_captive_portal = () => "Mạng đang đòi đăng nhập. Mở trình duyệt, đăng nhập mạng rồi bấm Gửi ngay.";
export const trouble_not_a_reply = () => "Nơi trả lời không phải máy chủ cấp trên. Chưa gửi gì; báo người quản trị mạng.";
export const trouble_refused = () => "Máy chủ từ chối lần gửi này. Dữ liệu còn nguyên; báo người quản trị.";
export const trouble_not_known = () => "Máy chủ chưa nhận máy này. Dữ liệu còn nguyên; gọi người quản trị cấp trên.";
export const trouble_reading_closed = () => "Cấp trên đã ngừng cho máy này nhận dữ liệu. Phần đã ghi vẫn còn và vẫn gửi; gọi người quản trị cấp trên.";
export const trouble_deferred = () => "Máy chủ đang bận. Máy tự gửi lại sau.";
export const trouble_wrong_server = () => "Máy chủ trả lời không phải máy chủ đã ghi danh. Chưa gửi gì; báo người quản trị.";
export const trouble_contradiction = () => "Máy chủ trả lời mâu thuẫn với chữ ký của chính nó. Đã dừng gửi; báo người quản trị.";
export const trouble_too_old = () => "Bản chương trình này cũ quá với máy chủ. Dữ liệu còn nguyên; cập nhật chương trình.";
export const trouble_not_stored = () => "Ổ đĩa không ghi được phần vừa nhận. Dữ liệu đã ghi còn nguyên; gọi cán bộ CNTT.";
export const trouble_unsettled = () => "Chuỗi ghi của máy bị tách nhánh nhiều lần. Dữ liệu còn nguyên; báo người quản trị.";
export const verdict_quarantined = (a: { reason: string | number }) =>
  `Máy chủ giữ lại chờ xem xét: ${a.reason}.`;
export const withheld_revoked = () => "máy hoặc người ghi đã bị thu hồi quyền";
export const withheld_over_quota = () => "máy này đã gửi quá hạn mức";
export const withheld_author_unknown = () => "chưa có chứng nhận khóa của người ký";
export const withheld_author_signature = () => "chữ ký của người ghi không đúng";
export const withheld_not_assigned = () => "người ghi chưa được phân công việc này ở đơn vị";
export const withheld_not_this_unit = () => "máy không thuộc đơn vị được ghi";
export const withheld_facts_unreadable = () => "máy chủ chưa đọc được loại việc này, có thể cần cập nhật";
export const withheld_author_unsigned = () => "việc giao nhận chưa có chữ ký của người ghi";
export const withheld_unit_unknown = () => "có đơn vị chưa được công bố";
export const withheld_original_unsound = () => "bản ghi gốc mang theo không xác minh được";
export const withheld_vouching_unsound = () => "lời bảo lãnh của người phụ trách không hợp lệ";
export const withheld_other = () => "lý do mà phiên bản này chưa biết, cần cập nhật chương trình";
export const no_record_malformed = () => "sai định dạng";
export const no_record_unknown_device = () => "máy này chưa được công nhận";
export const no_record_device_signature = () => "chữ ký của máy không đúng";
export const no_record_commitment = () => "nội dung không khớp với bản đã ký";
export const no_record_part_missing = () => "thiếu một phần nội dung";
export const no_record_other = () => "lý do mà phiên bản này chưa biết, cần cập nhật chương trình";
export const verdict_on_branch = () => "Máy chủ giữ ở nhánh khác của chuỗi ghi, chờ xem xét.";
export const verdict_waits = () => "Máy chủ đã có, đang chờ việc trước đó.";
export const verdict_no_record = (a: { reason: string | number }) =>
  `Máy chủ không nhận việc này: ${a.reason}.`;
export const verdict_refused = (a: { status: string | number }) =>
  `Máy chủ chưa nhận việc này (mã ${a.status}).`;
export const desk_label = (a: { number: string | number }) =>
  `Quầy ${a.number}`;
export const return_place_post = () => "Nhận qua bưu chính công ích";
export const return_place_electronic = () => "Nhận bản điện tử";
export const print_pin_mark = (a: { time: string | number }) =>
  `Đã xác nhận bằng mã PIN lúc ${a.time}`;
export const print_taken = (a: { count: string | number }) =>
  `Bên nhận thực nhận ${a.count} giấy tờ; giấy tờ chưa nhận vẫn do bên giao giữ.`;
export const print_no_seal = () => "không niêm phong";
export const print_presented = () => "đã xuất trình, trả lại ngay";
export const print_superior = (a: { commune: string | number }) =>
  `Ủy ban nhân dân ${a.commune}`;
export const print_owed = (a: { names: string | number }) =>
  `ngoài phiếu, người dân còn thiếu: ${a.names}`;
export const print_not_filed_owing = (a: { codes: string | number }) =>
  `Chưa đủ thành phần, thời hạn tính từ khi bổ sung đủ: ${a.codes}.`;
export const print_not_filed_short = (a: { codes: string | number }) =>
  `Chưa tính là đã nộp, vì chưa nhận đủ giấy tờ trong phiếu: ${a.codes}.`;
export const print_filed = (a: { time: string | number; codes: string | number }) =>
  `Thời điểm ký biên bản này (${a.time}) là thời điểm nộp hồ sơ đối với: ${a.codes}.`;
export const refusal_locked = () => "Máy đang khóa. Mở khóa rồi làm lại.";
export const refusal_not_enrolled = () => "Máy chưa ghi danh. Ghi danh trước khi làm việc.";
export const refusal_pin_six_digits = () => "Mã PIN có đúng 6 chữ số.";
export const refusal_sign_in_first = () => "Sổ của máy còn đóng. Mời một người đã có mã PIN đăng nhập trước, rồi làm lại.";
export const refusal_no_appointment = () => "Hồ sơ chưa có ngày hẹn trả nên chưa tạo được giấy hẹn. Đính chính ngày hẹn, hoặc chờ bên nhận ký biên bản, rồi làm lại.";
export const refusal_act_differs = () => "Việc này đã ghi rồi, với nội dung khác. Chưa ghi thêm gì; mở hồ sơ đã ghi để xem và đính chính.";
export const refusal_due_without_reason = () => "Tự hẹn ngày trả thì ghi lý do. Chưa ghi gì.";
export const refusal_offer_not_signed = () => "Chữ ký của bên giao trên phiếu này không đúng. Chưa ghi gì; đừng nhận giấy tờ, báo người phụ trách.";
export const refusal_pin_of_first_try = () => "Lần kích hoạt trước chưa có trả lời. Nhập lại đúng mã PIN đã chọn lần đó.";
export const refusal_no_recovery = () => "Máy này chưa giữ được cách đặt lại mã PIN của người này. Mã dùng một lần chưa mất; báo người quản trị.";
export const refusal_not_activated = () => "Người này chưa kích hoạt trên máy này. Kích hoạt bằng mã do người quản trị đưa.";
export const claim_hidden = () => "nội dung không thuộc phần việc của người đang xem";
export const claim_offered = (a: { party: string | number }) =>
  `giao cho ${a.party}`;
export const claim_taken = (a: { party: string | number; taken: string | number; offered: string | number }) =>
  `${a.party} nhận ${a.taken}/${a.offered} giấy tờ`;
export const claim_refused = (a: { party: string | number }) =>
  `${a.party} không nhận`;
export const claim_withdrawn = (a: { party: string | number }) =>
  `${a.party} rút lại, giấy tờ ở lại bên giao`;
export const claim_returned = (a: { party: string | number }) =>
  `${a.party} đã trả người dân`;
export const claim_taken_back = (a: { party: string | number }) =>
  `${a.party} đã thu hồi`;
export const claim_sets = (a: { count: string | number }) =>
  `${a.count} bộ`;
export const claim_return_counter = () => "nhận tại quầy";
export const claim_return_post = () => "nhận qua bưu chính";
export const claim_return_electronic = () => "nhận bản điện tử";
export const detail_due_by = (a: { version: string | number }) =>
  `Ngày hẹn tính theo danh mục thủ tục bản ${a.version}`;
export const detail_due_by_shipped = () => "Ngày hẹn tính theo danh mục kèm chương trình";
export const refusal_lookup_code_empty = () => "Chưa có số nào. Gõ Mã tra cứu in trên giấy hẹn.";
export const refusal_lookup_code_not_digits = () => "Mã tra cứu chỉ có chữ số. Xem lại giấy rồi gõ lại.";
export const refusal_lookup_code_length = () => "Mã tra cứu có 14 số. Đếm lại trên giấy.";
export const refusal_lookup_code_check_digit = () => "Mã tra cứu không khớp số kiểm tra. Xem lại từng số trên giấy.";
export const refusal_lookup_code_date = () => "Sáu số đầu của Mã tra cứu không phải ngày có thật. Xem lại giấy.";
export const refusal_lookup_code_desk = () => "Số quầy trong Mã tra cứu không có. Xem lại giấy.";
export const refusal_lookup_code_serial = () => "Số thứ tự trong Mã tra cứu không có. Xem lại giấy.";
export const refusal_dossier_code_unit = () => "Phần đơn vị của Mã số hồ sơ không đúng dạng. Xem lại mã.";
export const refusal_dossier_code_date = () => "Phần ngày của Mã số hồ sơ không đúng dạng. Xem lại mã.";
export const refusal_dossier_code_serial = () => "Phần số thứ tự của Mã số hồ sơ không đúng dạng. Xem lại mã.";
export const refusal_dossier_code_parts = () => "Mã số hồ sơ gồm ba phần: đơn vị, ngày, số thứ tự. Xem lại mã.";
export const failure_refused = () => "Chưa làm được việc này. Chưa ghi gì; xem lại rồi thử lại.";
export const refusal_time_missing = () => "Thời hạn có đơn vị mà chưa có số.";
export const refusal_time_not_positive = () => "Thời hạn phải từ 1 trở lên.";
export const refusal_time_too_long = () => "Thời hạn dài quá. Xem lại con số.";
export const failure_keys = () => "Không đọc được chìa khóa của máy. Dữ liệu còn nguyên; đừng xóa gì, gọi cán bộ CNTT.";
export const failure_file_newer = () => "Bản này chưa đọc được hồ sơ mới. Hồ sơ được giữ nguyên; cập nhật chương trình.";
export const failure_file_in_use = () => "Chương trình đang mở ở cửa sổ khác. Dùng cửa sổ đó.";
export const failure_file_damaged = () => "Tệp dữ liệu hư hỏng. Đừng xóa gì; gọi cán bộ CNTT để khôi phục.";
export const failure_file_closed = () => "Tệp dữ liệu chưa mở lại được sau lỗi ổ đĩa. Việc đã báo lưu vẫn còn; khởi động lại chương trình.";
export const failure_already_enrolled = () => "Máy này đã ghi danh.";
export const failure_no_number_left = () => "Hết số để cấp trong ngày. Gọi người quản trị; chưa ghi gì.";
export const failure_server_contradicts = () => "Máy chủ trả lời mâu thuẫn với dữ liệu máy này. Chưa ghi gì của lần đó.";
export const failure_server_refused = (a: { code: string | number }) =>
  `Máy chủ từ chối (${a.code}). Chưa ghi gì; báo người quản trị.`;
export const field_name_contact = () => "Người nhắn giúp";
export const field_name_draft = () => "Bản nháp";
export const failure_file_failed = () => "Chưa đọc được sổ của máy: ổ đĩa báo lỗi. Đừng tắt máy, gọi cán bộ CNTT.";
export const sign_pin_of = (a: { name: string | number }) =>
  `Mã PIN của ${a.name}`;
export const sign_who = () => "Người ký";
export const sign_person = (a: { name: string | number; unit: string | number }) =>
  `${a.name} – ${a.unit}`;
export const sign_reason = () => "Lý do";
export const sign_nobody = () => "Trên máy này chưa có ai của bên nhận đã kích hoạt. Bên nhận ký trên máy của mình, hoặc ký giấy.";
export const act_busy = () => "Đang ghi…";
export const hand_over_title = () => "Bàn giao giấy tờ";
export const hand_over_tabs = () => "Việc bàn giao";
export const hand_over_tab_draw_up = () => "Lập phiếu giao";
export const hand_over_tab_incoming = (a: { count: string | number }) =>
  `Nhận bàn giao (${a.count})`;
export const hand_over_tab_outgoing = (a: { count: string | number }) =>
  `Đã giao, chờ ký (${a.count})`;
export const hand_over_to_unit = () => "Giao cho";
export const hand_over_to_person = () => "Người nhận";
export const hand_over_to_anybody = () => "Ai của nơi nhận cũng được";
export const hand_over_list = () => "Chờ bàn giao";
export const hand_over_list_count = (a: { count: string | number }) =>
  `Chờ bàn giao: ${a.count} hồ sơ`;
export const hand_over_same_day = (a: { count: string | number }) =>
  `${a.count} hồ sơ trả trong ngày`;
export const hand_over_usual = (a: { unit: string | number }) =>
  `thường giao cho ${a.unit}`;
export const hand_over_unknown_next = () => "chưa rõ nơi đến";
export const hand_over_elsewhere = (a: { code: string | number; next: string | number; unit: string | number }) =>
  `${a.code} thuộc ${a.next}, phiếu này cho ${a.unit}. Để riêng ra.`;
export const hand_over_papers = () => "Giấy tờ";
export const hand_over_papers_of = (a: { name: string | number }) =>
  `Chọn từng giấy tờ của ${a.name}`;
export const hand_over_papers_title = (a: { name: string | number }) =>
  `Giấy tờ giao đi: ${a.name}`;
export const hand_over_papers_text = () => "Đánh dấu giấy tờ đi theo phiếu này. Giấy tờ không đánh dấu vẫn do bên giao giữ.";
export const hand_over_papers_chosen = (a: { chosen: string | number; all: string | number }) =>
  `${a.chosen} / ${a.all} giấy tờ đi theo phiếu`;
export const hand_over_papers_done = () => "Xong";
export const hand_over_keys_open = () => "mở phiếu";
export const hand_over_keys_papers = () => "chọn từng giấy tờ";
export const hand_over_empty = () => "Không còn giấy tờ nào chờ bàn giao ở đây.";
export const hand_over_no_destination = () => "Danh bạ của máy chưa có nơi nào khác để giao. Đồng bộ rồi thử lại.";
export const hand_over_column_tick = () => "Chọn";
export const hand_over_column_originals = () => "giấy tờ gốc";
export const hand_over_column_others = () => "giấy tờ khác";
export const hand_over_keys_tick = () => "chọn";
export const hand_over_keys_all = () => "chọn hết";
export const hand_over_manifest = () => "Phiếu đang lập";
export const hand_over_manifest_line = (a: { count: string | number }) =>
  `Phiếu: ${a.count} hồ sơ`;
export const hand_over_manifest_empty = () => "Chưa chọn hồ sơ nào. Bấm Space ở từng dòng, hoặc Ctrl+A chọn hết.";
export const hand_over_progress = (a: { chosen: string | number; all: string | number }) =>
  `${a.chosen} / ${a.all} hồ sơ`;
export const hand_over_totals = (a: { originals: string | number; others: string | number }) =>
  `${a.originals} giấy tờ gốc, ${a.others} giấy tờ khác`;
export const hand_over_counted = () => "Số tập giấy đếm được";
export const hand_over_counted_missing = () => "Đếm số tập giấy rồi ghi vào ô.";
export const hand_over_counted_differs = (a: { counted: string | number; listed: string | number }) =>
  `Đếm được ${a.counted} tập, phiếu ghi ${a.listed} hồ sơ. Đếm lại trước khi ký.`;
export const hand_over_nothing_chosen = () => "Chọn ít nhất một hồ sơ để giao.";
export const hand_over_sign = () => "Ký giao";
export const hand_over_sign_title = (a: { unit: string | number }) =>
  `Ký giao cho ${a.unit}`;
export const hand_over_sign_text = (a: { count: string | number; originals: string | number; others: string | number }) =>
  `${a.count} hồ sơ: ${a.originals} giấy tờ gốc, ${a.others} giấy tờ khác. Giấy tờ vẫn do bên giao giữ đến khi bên nhận ký.`;
export const hand_over_done = (a: { number: string | number; originals: string | number; others: string | number }) =>
  `Đã giao phiếu ${a.number}: ${a.originals} giấy tờ gốc, ${a.others} giấy tờ khác. Chưa ai ký nhận; giấy tờ vẫn do bên giao giữ.`;
export const hand_over_taker_here = () => "Bên nhận nhập PIN tại đây";
export const hand_over_incoming_list = () => "Phiếu giao đến";
export const hand_over_outgoing_list = () => "Phiếu đã giao";
export const hand_over_incoming_empty = () => "Không có phiếu nào giao đến đây.";
export const hand_over_outgoing_empty = () => "Nơi này chưa giao phiếu nào.";
export const hand_over_column_number = () => "Số phiếu";
export const hand_over_column_from = () => "Bên giao";
export const hand_over_column_to = () => "Bên nhận";
export const hand_over_column_at = () => "Giao lúc";
export const hand_over_column_papers = () => "Giấy tờ";
export const hand_over_column_state = () => "Trạng thái";
export const hand_over_column_signed = () => "Bản giấy";
export const hand_over_lines = (a: { count: string | number }) =>
  `${a.count} hồ sơ`;
export const hand_over_exceptions = (a: { count: string | number }) =>
  `Nhận, có sai lệch (${a.count})`;
export const hand_over_overdue = () => "Quá lâu chưa ký";
export const hand_over_signed_yes = () => "Có chữ ký";
export const hand_over_signed_no = () => "Chưa ký giấy";
export const accept_title = (a: { number: string | number }) =>
  `Phiếu giao ${a.number}`;
export const accept_title_take = (a: { number: string | number }) =>
  `Nhận bàn giao phiếu ${a.number}`;
export const accept_route = (a: { from: string | number; to: string | number; time: string | number }) =>
  `${a.from} → ${a.to} · giao lúc ${a.time}`;
export const accept_giver_valid = () => "Chữ ký bên giao đúng.";
export const accept_giver_roster_old = () => "Chữ ký bên giao đúng theo danh bạ cũ trên máy này; chưa rõ còn hiệu lực. Đồng bộ để kiểm lại.";
export const accept_giver_invalid = () => "Không xác minh được bên giao. Không nhận; gọi bên giao.";
export const accept_list = () => "Giấy tờ trên phiếu";
export const accept_column_dossier = () => "Hồ sơ";
export const accept_column_paper = () => "Giấy tờ";
export const accept_column_outcome = () => "Đếm thấy";
export const accept_column_custody = () => "Ai đang giữ";
export const accept_uncounted = () => "Chưa đếm";
export const accept_not_here = () => "Hồ sơ này chưa về tới máy này nên chưa đếm từng tờ được. Đồng bộ rồi làm tiếp.";
export const accept_no_name = () => "(chưa rõ tên)";
export const accept_key_1 = () => "Đủ";
export const accept_key_2 = () => "Thiếu trong túi";
export const accept_key_3 = () => "Hư hỏng";
export const accept_key_4 = () => "Khác mô tả";
export const accept_key_5 = () => "Từ chối";
export const accept_key_0 = () => "đủ cả hồ sơ đang chọn";
export const accept_differences = () => "Sai lệch phải ghi rõ";
export const accept_note = (a: { paper: string | number; code: string | number; outcome: string | number }) =>
  `${a.paper} (${a.code}): ${a.outcome}`;
export const accept_note_missing = (a: { paper: string | number }) =>
  `Ghi rõ sai lệch của ${a.paper}.`;
export const accept_uncounted_left = (a: { count: string | number }) =>
  `Còn ${a.count} giấy tờ chưa đếm.`;
export const accept_progress = (a: { done: string | number; all: string | number }) =>
  `Đã đếm ${a.done} / ${a.all} giấy tờ`;
export const accept_progress_exceptions = (a: { count: string | number }) =>
  `${a.count} sai lệch`;
export const accept_sign = () => "Ký nhận";
export const accept_sign_title = (a: { number: string | number }) =>
  `Ký nhận phiếu ${a.number}`;
export const accept_sign_text = (a: { accepted: string | number }) =>
  `Nhận ${a.accepted} giấy tờ. Từ lúc ký, bên nhận giữ và chịu trách nhiệm.`;
export const accept_leave_title = () => "Rời phiếu đang đếm?";
export const accept_leave_text = (a: { done: string | number; all: string | number }) =>
  `Đã đếm ${a.done} / ${a.all} giấy tờ, chưa ký. Phần đã đếm còn giữ ở đây cho tới khi đổi người hoặc tắt máy.`;
export const accept_leave_yes = () => "Rời phiếu, giữ phần đã đếm";
export const accept_sign_text_short = (a: { accepted: string | number; exceptions: string | number }) =>
  `Nhận ${a.accepted} giấy tờ, ${a.exceptions} sai lệch. Giấy tờ không nhận vẫn do bên giao giữ.`;
export const accept_sign_beside = () => "Người của bên nhận tự nhập mã PIN. Người giao không nhập thay.";
export const accept_refuse = () => "Từ chối cả phiếu";
export const accept_refuse_title = (a: { number: string | number }) =>
  `Từ chối nhận cả phiếu ${a.number}?`;
export const accept_refuse_text = () => "Không giấy tờ nào đổi người giữ. Lý do được ghi vào sổ.";
export const accept_refused = (a: { number: string | number }) =>
  `Đã từ chối phiếu ${a.number}. Giấy tờ vẫn do bên giao giữ.`;
export const accept_withdraw = () => "Rút lại phiếu";
export const accept_withdraw_title = (a: { number: string | number }) =>
  `Rút lại phiếu ${a.number}?`;
export const accept_withdraw_text = () => "Chưa ai ký nhận phiếu này. Rút lại thì giấy tờ trở về như chưa giao.";
export const accept_withdrawn = (a: { number: string | number }) =>
  `Đã rút lại phiếu ${a.number}. Chưa giấy tờ nào đổi người giữ.`;
export const accept_waiting = () => "Chưa ai ký nhận. Giấy tờ vẫn do bên giao giữ.";
export const accept_make_minutes = () => "Tạo PDF biên bản";
export const accept_minutes_made = (a: { path: string | number }) =>
  `Đã tạo PDF biên bản: ${a.path}`;
export const accept_minutes_failed = () => "Chưa tạo được PDF biên bản. Phiếu đã lưu; bấm Ctrl+P để làm lại.";
export const accept_signed_paper = () => "Bản giấy đã có đủ chữ ký";
export const accept_signed_paper_done = () => "Đã ghi: biên bản giấy có đủ chữ ký.";
export const accept_signed_paper_missing = () => "Chưa ghi là biên bản giấy có đủ chữ ký. In hai bản từ PDF, hai bên ký, rồi ghi ở đây.";
export const accept_paper_count = (a: { form: string | number; count: string | number }) =>
  `${a.form} × ${a.count}`;
export const paper_result = () => "kết quả";
export const dossier_title = (a: { code: string | number }) =>
  `Hồ sơ ${a.code}`;
export const dossier_facts = () => "Thông tin hồ sơ";
export const dossier_applicant = () => "Chủ hồ sơ";
export const dossier_submitter = () => "Người nộp";
export const dossier_submitter_same = () => "Chủ hồ sơ tự nộp";
export const dossier_code = () => "Mã số hồ sơ";
export const dossier_received_at = () => "Tiếp nhận lúc";
export const dossier_none = () => "không có";
export const dossier_papers = () => "Giấy tờ";
export const dossier_papers_empty = () => "Hồ sơ này chưa có giấy tờ nào.";
export const dossier_missing = (a: { names: string | number }) =>
  `Còn thiếu, chưa nộp: ${a.names}.`;
export const dossier_presented = (a: { names: string | number }) =>
  `Đã xuất trình, trả lại ngay: ${a.names}.`;
export const dossier_column_paper = () => "Giấy tờ";
export const dossier_column_form = () => "Loại";
export const dossier_column_fate = () => "Cách xử lý";
export const dossier_column_holder = () => "Ai đang giữ";
export const dossier_column_since = () => "Từ lúc";
export const dossier_column_place = () => "Nơi để";
export const dossier_column_custody = () => "Trạng thái";
export const dossier_custody = () => "Giấy tờ đang ở đâu";
export const slip_unsigned = () => "Giấy hẹn: chưa ghi là đã in, có đủ chữ ký.";
export const slip_signed = () => "Giấy hẹn: đã in, có đủ chữ ký.";
export const slip_signed_done = () => "Đã ghi: giấy hẹn đã in, có đủ chữ ký.";
export const dossier_correct = () => "Đính chính";
export const dossier_cancel = () => "Hủy hồ sơ";
export const dossier_withdraw = () => "Người dân rút";
export const dossier_issue = () => "Ghi có kết quả";
export const dossier_give_back = () => "Trả kết quả";
export const timeline_title = () => "Diễn biến";
export const timeline_empty = () => "Chưa có ghi chép nào.";
export const timeline_machine = () => "Máy tự ghi";
export const timeline_unconfirmed = () => "máy chủ chưa xác nhận";
export const timeline_struck = () => "không có hiệu lực";
export const timeline_clock_unchecked = () => "giờ máy chưa đối chiếu";
export const timeline_clock_suspect = () => "giờ máy chưa chắc";
export const correct_title = (a: { code: string | number }) =>
  `Đính chính hồ sơ ${a.code}`;
export const correct_field = () => "Chỗ cần sửa";
export const correct_before = () => "Đang ghi";
export const correct_value = () => "Sửa thành";
export const correct_hour = () => "Giờ";
export const correct_reason_kind = () => "Vì sao";
export const correct_reason_typing = () => "gõ nhầm";
export const correct_reason_citizen = () => "người dân báo";
export const correct_reason_document = () => "theo giấy tờ mới";
export const correct_reason_other = () => "khác";
export const correct_reason = () => "Ghi rõ lý do";
export const correct_reason_optional = () => "không bắt buộc";
export const correct_submit = () => "Ghi đính chính";
export const correct_same = () => "Giá trị mới giống giá trị đang ghi.";
export const correct_done = (a: { field: string | number }) =>
  `Đã đính chính ${a.field}. Chữ cũ còn trong diễn biến. Bấm Ctrl+P tạo lại giấy hẹn nếu chỗ này có trên giấy.`;
export const cancel_dossier_text = (a: { name: string | number }) =>
  `Hủy hồ sơ của ${a.name}? Việc này được ghi vào sổ. Phải thu lại giấy hẹn nếu đã in.`;
export const cancel_dossier_done = () => "Đã hủy hồ sơ. Trả lại giấy tờ cho người nộp.";
export const withdraw_title = (a: { code: string | number }) =>
  `Người dân rút hồ sơ ${a.code}`;
export const withdraw_text = (a: { name: string | number }) =>
  `${a.name} xin rút hồ sơ? Việc này được ghi vào sổ.`;
export const withdraw_papers = () => "Đã trả lại hết giấy tờ đang giữ ở đây, người dân đã ký nhận";
export const withdraw_submit = () => "Ghi rút hồ sơ";
export const withdraw_done = () => "Đã ghi người dân rút hồ sơ.";
export const withdraw_done_papers = () => "Đã ghi người dân rút hồ sơ và nhận lại giấy tờ.";
export const issue_title = (a: { code: string | number }) =>
  `Ghi có kết quả: ${a.code}`;
export const issue_name = () => "Tên giấy kết quả";
export const issue_submit = () => "Ghi có kết quả";
export const issue_done = (a: { name: string | number }) =>
  `Đã ghi có kết quả: ${a.name}.`;
export const give_back_title = (a: { code: string | number }) =>
  `Trả kết quả: ${a.code}`;
export const give_back_papers = () => "Trả những giấy tờ này";
export const give_back_papers_none = () => "Không có giấy tờ nào đang giữ ở đây để trả.";
export const give_back_papers_missing = () => "Đánh dấu ít nhất một giấy tờ để trả.";
export const give_back_must_return = () => "phải trả lại";
export const give_back_recipient = () => "Người nhận";
export const give_back_recipient_submitter = () => "Người nộp";
export const give_back_recipient_applicant = () => "Chủ hồ sơ";
export const give_back_recipient_guardian = () => "Cha, mẹ, người giám hộ";
export const give_back_recipient_authorised = () => "Người khác, có giấy ủy quyền";
export const give_back_name = () => "Tên người nhận";
export const give_back_document = () => "Giấy tờ đã xem";
export const give_back_signature = () => "Ký nhận trên giấy";
export const give_back_signed = () => "Đã ký";
export const give_back_thumbprint = () => "Điểm chỉ";
export const give_back_witness = () => "Người làm chứng";
export const give_back_submit = () => "Trả và ghi sổ";
export const give_back_done = (a: { count: string | number }) =>
  `Đã trả ${a.count} giấy tờ cho người nhận.`;
export const conflict_case_title = (a: { count: string | number }) =>
  `Mâu thuẫn chờ xử lý: ${a.count}`;
export const conflict_case_resolve = () => "Xem và xử lý";
export const conflict_case_open = () => "Mở hồ sơ";
export const conflict_case_dialog = (a: { title: string | number }) =>
  `Xử lý: ${a.title}`;
export const conflict_case_kept = () => "Mọi ghi chép còn đủ. Máy không tự chọn; người được phân công chọn và ghi lý do.";
export const conflict_case_choose = () => "Ghi chép được giữ hiệu lực";
export const conflict_case_claim = (a: { text: string | number; person: string | number; unit: string | number; time: string | number }) =>
  `${a.text} – ${a.person}, ${a.unit}, ${a.time}`;
export const conflict_case_sign = () => "Ký xử lý";
export const conflict_case_done = (a: { title: string | number }) =>
  `Đã ghi cách xử lý: ${a.title}.`;
export const where_title = () => "Giấy tờ đang ở đâu";
export const where_subject = (a: { name: string | number; procedure: string | number; code: string | number }) =>
  `${a.name} · ${a.procedure} · ${a.code}`;
export const where_papers = () => "Từng giấy tờ";
export const where_papers_empty = () => "Hồ sơ này chưa có giấy tờ nào.";
export const where_handoffs = () => "Các lần giao nhận";
export const where_handoffs_empty = () => "Giấy tờ của hồ sơ này chưa bàn giao lần nào.";
export const where_must_return = () => "phải trả lại";
export const where_column_number = () => "Số phiếu";
export const where_column_at = () => "Lúc";
export const where_column_route = () => "Từ → đến";
export const where_column_count = () => "Giấy tờ";
export const where_column_giver = () => "Bên giao ký";
export const where_column_taker = () => "Bên nhận ký";
export const where_column_sync = () => "Gửi đi";
export const where_signed_pin = () => "bằng PIN";
export const where_signed_paper = () => "trên giấy";
export const where_signed_none = () => "chưa ký";
export const where_open_dossier = () => "Mở hồ sơ";
export const alarm_pin_reset = (a: { name: string | number }) =>
  `${a.name} đã đặt lại mã PIN bằng mã dùng một lần.`;
export const alarm_advice_pin_reset = (a: { name: string | number }) =>
  `Hỏi lại ${a.name}. Nếu không phải chính người đó làm, báo ngay người quản trị cấp trên.`;
export const alarm_person_vouched = (a: { name: string | number; supervisor: string | number }) =>
  `${a.name} được ${a.supervisor} xác nhận tạm tại máy này.`;
export const alarm_advice_person_vouched = () => "Chưa cần làm gì. Khi có mạng, máy chủ cấp trên xác nhận thì dấu «chưa rõ còn hiệu lực» tự hết.";
export const alarm_tries_forgiven = (a: { supervisor: string | number; name: string | number }) =>
  `${a.supervisor} đã mở lại lượt nhập mã PIN cho ${a.name}.`;
export const alarm_advice_tries_forgiven = (a: { name: string | number }) =>
  `Chưa cần làm gì nếu ${a.name} đã nhờ. Nếu không, báo người quản trị cấp trên.`;
export const alarm_vouching_unsound = () => "Có một xác nhận tạm không đúng quyền; máy này không tin.";
export const alarm_advice_vouching_unsound = () => "Báo người phụ trách và người quản trị cấp trên. Việc ký theo xác nhận đó được giữ lại để xem xét.";
export const alarm_publication_unreadable = () => "Bản công bố mới của cấp trên không đọc được nên chưa áp dụng; bản cũ vẫn đang dùng.";
export const alarm_advice_publication_unreadable = () => "Báo người quản trị cấp trên công bố lại. Việc ở quầy làm bình thường.";
export const alarm_publication_unused = () => "Cấp trên công bố danh mục đơn vị hoặc mẫu giấy theo cách chương trình này chưa dùng. Tên đơn vị vẫn theo danh bạ, mẫu giấy vẫn là bộ đi kèm chương trình.";
export const alarm_advice_publication_unused = () => "Báo người quản trị cấp trên: tên đơn vị sửa trong danh bạ, mẫu giấy mới đến cùng bản cập nhật chương trình.";
export const alarm_publication_contradicts = () => "Hai bản công bố cùng số lại khác nội dung.";
export const alarm_advice_publication_contradicts = () => "Không tự xử lý. Báo ngay người quản trị cấp trên.";
export const alarm_restored = () => "Sổ của máy này là bản chép cũ được đưa trở lại.";
export const alarm_advice_restored = () => "Hỏi người vừa sửa máy. Máy tự lấy lại phần thiếu khi có mạng; việc chưa gửi trước đó cần đối chiếu với giấy.";
export const alarm_anchor_lost = () => "Không thấy dấu mốc của sổ trên máy này; nếu sổ từng bị thay bằng bản chép cũ, máy không tự nhận ra.";
export const alarm_advice_anchor_lost = () => "Việc ở quầy làm bình thường. Hỏi người vừa sửa máy, rồi đối chiếu hồ sơ mới nhất với giấy.";
export const alarm_anchor_behind = () => "Máy không ghi được dấu mốc của sổ; nếu sổ bị thay bằng bản chép cũ, máy có thể không nhận ra.";
export const alarm_advice_anchor_behind = () => "Việc vẫn được lưu đủ. Báo người quản trị xem lại ổ đĩa và quyền của thư mục chương trình.";
export const alarm_forked = () => "Máy này có hai sổ cùng chạy: ổ đĩa có thể đã bị chép sang máy khác.";
export const alarm_advice_forked = () => "Tắt máy còn lại nếu có và báo người quản trị. Mọi việc của cả hai bên đều được giữ.";
export const alarm_fork_answered = () => "Máy chủ đã giữ cả hai nhánh sổ của máy này.";
export const alarm_advice_fork_answered = () => "Xem lại các việc có dấu mâu thuẫn rồi chọn bên đúng.";
export const alarm_device_forked = () => "Một máy khác có hai sổ cùng chạy.";
export const alarm_advice_device_forked = () => "Báo người quản trị cấp trên. Việc của cả hai bên đều được giữ.";
export const alarm_stale_lease = () => "Máy chủ thấy sổ của máy này cũ hơn lần gặp trước.";
export const alarm_advice_stale_lease = () => "Hỏi người vừa sửa máy hoặc khôi phục đĩa. Máy tự chứng minh phần mình có.";
export const alarm_part_missing = () => "Thiếu một phần của việc đã ghi mà không có quyết định xóa nào nêu.";
export const alarm_advice_part_missing = () => "Báo người quản trị cấp trên kiểm tra máy đã gửi việc đó.";
export const alarm_not_a_record = () => "Máy chủ gửi về một việc không đúng chữ ký; máy này không dùng.";
export const alarm_advice_not_a_record = () => "Báo người quản trị cấp trên. Các việc khác vẫn nhận bình thường.";
export const alarm_carried_unsound = () => "Một việc được gửi kèm không đúng chữ ký; máy này không dùng.";
export const alarm_advice_carried_unsound = () => "Báo người quản trị cấp trên. Các việc khác vẫn nhận bình thường.";
export const alarm_wrong_server = () => "Máy chủ trả lời không phải máy chủ đã đăng ký với máy này.";
export const alarm_advice_wrong_server = () => "Không nhập mã PIN hay mã nào theo yêu cầu lạ. Kiểm tra mạng và báo người quản trị.";
export const alarm_epoch_changed = () => "Máy chủ cấp trên đã được khôi phục từ bản sao lưu.";
export const alarm_advice_epoch_changed = () => "Chưa cần làm gì: máy này tự gửi lại phần máy chủ còn thiếu.";
export const alarm_server_lost = () => "Máy chủ cấp trên không còn một phần việc đã nhận của máy này.";
export const alarm_advice_server_lost = () => "Chưa cần làm gì: máy này còn giữ và tự gửi lại. Báo người quản trị biết.";
export const alarm_checkpoint_contradicts = () => "Sổ chung của máy chủ không khớp với lần trước.";
export const alarm_advice_checkpoint_contradicts = () => "Báo ngay người quản trị cấp trên. Việc vẫn được giữ trên máy.";
export const alarm_receipt_contradicts = () => "Giấy báo nhận của máy chủ không khớp với việc máy này đã ghi.";
export const alarm_advice_receipt_contradicts = () => "Báo ngay người quản trị cấp trên. Việc vẫn được giữ trên máy.";
export const alarm_feed_contradicts = () => "Sổ máy chủ gửi về không khớp với phần máy này đã có.";
export const alarm_advice_feed_contradicts = () => "Báo ngay người quản trị cấp trên. Việc vẫn được giữ trên máy.";
export const alarm_revoked = () => "Máy chủ cấp trên đã ngừng quyền của máy này.";
export const alarm_advice_revoked = () => "Gọi người quản trị cấp trên. Việc chưa gửi còn nguyên trên máy.";
export const alarm_unknown = () => "Máy ghi một cảnh báo mà chương trình này chưa biết tên.";
export const alarm_advice_unknown = (a: { code: string | number }) =>
  `Cập nhật chương trình, hoặc báo người quản trị cấp trên mã ${a.code}.`;
export const alarms_title = (a: { count: string | number }) =>
  `Cảnh báo chưa xem (${a.count})`;
export const alarms_title_seen = () => "Cảnh báo đã xem";
export const alarms_show_seen = (a: { count: string | number }) =>
  `Hiện cảnh báo đã xem (${a.count})`;
export const alarms_hide_seen = () => "Ẩn cảnh báo đã xem";
export const alarms_acknowledge = () => "Đã xem";
export const alarms_acknowledge_of = (a: { sentence: string | number }) =>
  `Đã xem: ${a.sentence}`;
export const alarms_seen_by = (a: { name: string | number; time: string | number }) =>
  `${a.name} đã xem lúc ${a.time}`;
export const footer_alarms = (a: { count: string | number }) =>
  `${a.count} cảnh báo chưa xem`;
export const queue_title = () => "Hàng đợi đồng bộ";
export const queue_cards = () => "Tình trạng gửi";
export const queue_card_here = () => "Chưa gửi, trên máy này";
export const queue_card_received = () => "Máy chủ đã nhận";
export const queue_card_safe = () => "An toàn, đã sao lưu";
export const queue_card_quarantined = () => "Chờ xem xét";
export const queue_last_success = () => "Gửi được lần cuối";
export const queue_last_attempt = () => "Lần thử gần nhất";
export const queue_never = () => "chưa lần nào";
export const queue_attempt_ok = (a: { time: string | number }) =>
  `${a.time} – gửi được`;
export const queue_attempt_failed = (a: { time: string | number; reason: string | number }) =>
  `${a.time} – chưa được: ${a.reason}`;
export const queue_next_try = (a: { seconds: string | number }) =>
  `Tự thử lại sau ${a.seconds} giây`;
export const queue_backup = () => "Sao lưu ở máy chủ";
export const queue_backup_none = () => "chưa có sao lưu";
export const queue_backup_verified = (a: { time: string | number }) =>
  `đã kiểm lại ${a.time}`;
export const queue_send_now = () => "Gửi ngay";
export const queue_sending = (a: { done: string | number; total: string | number }) =>
  `Đang gửi ${a.done}/${a.total} việc…`;
export const queue_asked = () => "Đã bắt đầu gửi. Kết quả hiện ở đây.";
export const queue_list = () => "Việc chưa được máy chủ nhận";
export const queue_empty = () => "Không còn việc nào chờ gửi.";
export const queue_column_dossier = () => "Hồ sơ";
export const queue_column_what = () => "Việc";
export const queue_column_since = () => "Chờ từ";
export const queue_column_tries = () => "Số lần thử";
export const queue_column_state = () => "Trạng thái";
export const queue_column_reason = () => "Lý do";
export const queue_tries = (a: { count: string | number }) =>
  `${a.count} lần`;
export const queue_tries_none = () => "chưa lần nào";
export const queue_no_dossier = () => "Việc của máy";
export const queue_waiting_answer = () => "chờ máy chủ trả lời";
export const queue_waiting_turn = () => "chờ đến lượt gửi";
export const line_title = () => "Đường tới máy chủ";
export const line_cable = () => "Dây mạng";
export const line_router = () => "Bộ định tuyến";
export const line_internet = () => "Internet";
export const line_server = () => "Máy chủ cấp trên";
export const line_clock = () => "Giờ máy đúng";
export const line_account = () => "Tài khoản";
export const line_ok = () => "được";
export const line_fault = () => "không được";
export const line_unknown = () => "chưa biết";
export const line_advice_cable = () => "Kiểm tra dây mạng cắm vào máy tính.";
export const line_advice_router = () => "Kiểm tra nguồn của bộ phát mạng, tắt rồi bật lại.";
export const line_advice_internet = () => "Gọi nhà mạng. Vẫn làm việc bình thường; máy tự gửi sau.";
export const line_advice_server = () => "Chưa tới được máy chủ cấp trên. Máy tự thử lại, không cần làm gì.";
export const line_advice_clock = () => "Sửa giờ Windows trước khi tiếp nhận để ngày hẹn không sai.";
export const line_advice_account = () => "Máy chủ chưa nhận máy này. Gọi người quản trị cấp trên.";
export const issue_prefill = (a: { procedure: string | number }) =>
  `Kết quả: ${a.procedure}`;
export const conflict_case_unchosen = () => "Chọn ghi chép được giữ hiệu lực trước khi ký.";

/** Finds the sentence of a key that is known only at run time, such as a refusal code. */
export const sentences: Readonly<Record<string, string>> = {
  "refusal.no_duty": "Người đang làm việc không được phân công việc này hôm nay. Chưa ghi gì; mời người được phân công.",
  "refusal.dossier_unknown": "Hồ sơ này chưa về tới máy này. Thử lại sau khi đồng bộ.",
  "refusal.dossier_exists": "Hồ sơ này đã được ghi từ trước. Không ghi thêm lần nữa.",
  "refusal.dossier_closed": "Hồ sơ đã kết thúc, không sửa được nữa. Mọi ghi chép còn nguyên.",
  "refusal.dossier_handed_on": "Giấy tờ của hồ sơ đã bàn giao đi, việc này cần người thứ hai xác nhận. Chưa thay đổi gì.",
  "refusal.procedure_unknown": "Không có thủ tục {procedure} trong danh mục của máy này. Chọn lại thủ tục.",
  "refusal.not_by_post": "Thủ tục này không nhận qua bưu chính.",
  "refusal.due_missing": "Chưa rõ thời hạn của thủ tục này. Bấm Alt+H để tự hẹn ngày và ghi lý do.",
  "refusal.due_in_past": "Ngày hẹn trả sớm hơn lúc tiếp nhận. Bấm Alt+H để hẹn lại.",
  "refusal.field_empty": "Còn trống: {field}. Chưa ghi gì; điền rồi bấm lại.",
  "refusal.field_too_long": "{field} dài quá. Rút ngắn rồi bấm lại.",
  "refusal.field_impossible": "{field} không đúng. Xem lại rồi bấm lại.",
  "refusal.missing_without_reason": "Còn thiếu giấy tờ bắt buộc mà chưa ghi lý do. Chưa ghi gì.",
  "refusal.duplicate_today": "Người này vừa nộp thủ tục này hôm nay. Mở hồ sơ đó, hoặc chọn vẫn lập mới.",
  "refusal.no_paper": "Chưa có giấy tờ nào trong danh sách. Đánh dấu giấy tờ đã nhận.",
  "refusal.too_many": "Nhiều hơn {limit} dòng. Chia ra làm nhiều lần.",
  "refusal.paper_unknown": "Giấy tờ này không thuộc hồ sơ. Mở lại hồ sơ rồi thử lại.",
  "refusal.paper_held_elsewhere": "Giấy tờ này đang do nơi khác giữ. Chưa thay đổi gì; xem Giấy tờ đang ở đâu.",
  "refusal.paper_in_transit": "Giấy tờ này đang giao, chờ bên nhận ký. Chưa thay đổi gì.",
  "refusal.paper_disputed": "Hai nơi cùng ghi giữ giấy tờ này. Chờ người phụ trách xử lý; đừng ký thêm.",
  "refusal.same_party": "Bên giao và bên nhận phải là hai nơi hoặc hai người khác nhau.",
  "refusal.same_person_both_sides": "Một người không ký cả bên giao và bên nhận. Mời người khác ký nhận.",
  "refusal.handoff_unknown": "Phiếu giao này chưa về tới máy này. Thử lại sau khi đồng bộ.",
  "refusal.handoff_for_others": "Phiếu này giao cho nơi khác. Không nhận được.",
  "refusal.handoff_closed": "Phiếu này đã ký nhận, từ chối hoặc rút lại. Không thay đổi gì.",
  "refusal.ticks_do_not_match": "Các dòng đã đánh dấu không khớp phiếu. Đếm lại từng dòng.",
  "refusal.count_differs": "Đếm được {counted} tập, phiếu ghi {listed}. Đếm lại trước khi ký.",
  "refusal.lines_not_here": "Một số hồ sơ của phiếu chưa về tới máy này nên chưa đếm từng tờ được. Đồng bộ rồi làm tiếp.",
  "refusal.conflict_unknown": "Vụ việc này không còn mở. Mở lại hồ sơ để xem.",
  "refusal.corrected_elsewhere": "Nơi khác vừa sửa chỗ này. Xem thay đổi rồi làm lại.",
  "refusal.wrong_pin": "Mã PIN chưa đúng. Còn {tries_left} lần.",
  "refusal.pin_paused": "Nhập sai nhiều lần. Tạm dừng đến {until}; người khác vẫn đăng nhập được.",
  "refusal.supervisor_needed": "Nhập sai 10 lần. Cần mã của người phụ trách; gọi điện cũng được, rồi bấm Quên mã PIN.",
  "refusal.alarm_unknown": "Máy này không có cảnh báo đó.",
  "refusal.certified_elsewhere": "Người này đã được cấp trên xác nhận ở máy khác. Khi có mạng, xin mã kích hoạt mới cho máy này.",
  "refusal.vouches_for_herself": "Không ai tự xác nhận cho mình. Mời người phụ trách khác.",
  "refusal.not_supervisor": "Người xác nhận phải đang được giao phụ trách đúng nơi làm việc này và đã được cấp trên xác nhận.",
  "refusal.code_used": "Mã này đã dùng một lần rồi. Dữ liệu còn nguyên; xin người quản trị cấp mã mới.",
  "refusal.wrong_activation_code": "Mã kích hoạt chưa đúng. Xem lại từng chữ.",
  "refusal.already_activated": "Người này đã kích hoạt. Đăng nhập bằng mã PIN.",
  "refusal.token_invalid": "Mã ghi danh không đúng hoặc đã dùng. Xin người quản trị mã mới.",
  "refusal.not_approved": "Cấp trên chưa duyệt. Máy này vẫn giữ nguyên yêu cầu.",
  "refusal.already_enrolled": "Máy này đã ghi danh.",
  "failure.not_enrolled": "Máy chưa ghi danh. Ghi danh trước khi làm việc.",
  "failure.unknown_command": "Chương trình chưa biết việc này. Cập nhật chương trình.",
  "failure.bad_input": "Dữ liệu gửi đi không đọc được. Phần đang nhập còn trên màn hình.",
  "failure.not_saved": "Chưa lưu được: ổ đĩa báo lỗi. Phần đang nhập còn trên màn hình. Đừng tắt máy, gọi cán bộ CNTT.",
  "failure.disk_full": "Ổ đĩa đầy, chưa lưu được. Phần đang nhập còn trên màn hình. Gọi cán bộ CNTT.",
  "failure.server_unreachable": "Chưa tới được máy chủ cấp trên. Dữ liệu còn nguyên trên máy; thử lại sau.",
  "failure.wrong_server": "Máy chủ trả lời không đúng là của cấp trên. Chưa gửi gì; báo người quản trị.",
  "failure.print": "Chưa tạo được PDF. Hồ sơ đã lưu; bấm Ctrl+P để làm lại.",
  "failure.unexpected": "Có lỗi ngoài dự kiến. Dữ liệu đã ghi vẫn còn. Gọi cán bộ CNTT nếu lặp lại.",
  "refusal.locked": "Máy đang khóa. Mở khóa rồi làm lại.",
  "refusal.not_enrolled": "Máy chưa ghi danh. Ghi danh trước khi làm việc.",
  "refusal.pin_six_digits": "Mã PIN có đúng 6 chữ số.",
  "refusal.sign_in_first": "Sổ của máy còn đóng. Mời một người đã có mã PIN đăng nhập trước, rồi làm lại.",
  "refusal.no_appointment": "Hồ sơ chưa có ngày hẹn trả nên chưa tạo được giấy hẹn. Đính chính ngày hẹn, hoặc chờ bên nhận ký biên bản, rồi làm lại.",
  "refusal.act_differs": "Việc này đã ghi rồi, với nội dung khác. Chưa ghi thêm gì; mở hồ sơ đã ghi để xem và đính chính.",
  "refusal.due_without_reason": "Tự hẹn ngày trả thì ghi lý do. Chưa ghi gì.",
  "refusal.offer_not_signed": "Chữ ký của bên giao trên phiếu này không đúng. Chưa ghi gì; đừng nhận giấy tờ, báo người phụ trách.",
  "refusal.pin_of_first_try": "Lần kích hoạt trước chưa có trả lời. Nhập lại đúng mã PIN đã chọn lần đó.",
  "refusal.no_recovery": "Máy này chưa giữ được cách đặt lại mã PIN của người này. Mã dùng một lần chưa mất; báo người quản trị.",
  "refusal.not_activated": "Người này chưa kích hoạt trên máy này. Kích hoạt bằng mã do người quản trị đưa.",
  "refusal.lookup_code_empty": "Chưa có số nào. Gõ Mã tra cứu in trên giấy hẹn.",
  "refusal.lookup_code_not_digits": "Mã tra cứu chỉ có chữ số. Xem lại giấy rồi gõ lại.",
  "refusal.lookup_code_length": "Mã tra cứu có 14 số. Đếm lại trên giấy.",
  "refusal.lookup_code_check_digit": "Mã tra cứu không khớp số kiểm tra. Xem lại từng số trên giấy.",
  "refusal.lookup_code_date": "Sáu số đầu của Mã tra cứu không phải ngày có thật. Xem lại giấy.",
  "refusal.lookup_code_desk": "Số quầy trong Mã tra cứu không có. Xem lại giấy.",
  "refusal.lookup_code_serial": "Số thứ tự trong Mã tra cứu không có. Xem lại giấy.",
  "refusal.dossier_code_unit": "Phần đơn vị của Mã số hồ sơ không đúng dạng. Xem lại mã.",
  "refusal.dossier_code_date": "Phần ngày của Mã số hồ sơ không đúng dạng. Xem lại mã.",
  "refusal.dossier_code_serial": "Phần số thứ tự của Mã số hồ sơ không đúng dạng. Xem lại mã.",
  "refusal.dossier_code_parts": "Mã số hồ sơ gồm ba phần: đơn vị, ngày, số thứ tự. Xem lại mã.",
  "failure.refused": "Chưa làm được việc này. Chưa ghi gì; xem lại rồi thử lại.",
  "refusal.time_missing": "Thời hạn có đơn vị mà chưa có số.",
  "refusal.time_not_positive": "Thời hạn phải từ 1 trở lên.",
  "refusal.time_too_long": "Thời hạn dài quá. Xem lại con số.",
  "failure.keys": "Không đọc được chìa khóa của máy. Dữ liệu còn nguyên; đừng xóa gì, gọi cán bộ CNTT.",
  "failure.file_newer": "Bản này chưa đọc được hồ sơ mới. Hồ sơ được giữ nguyên; cập nhật chương trình.",
  "failure.file_in_use": "Chương trình đang mở ở cửa sổ khác. Dùng cửa sổ đó.",
  "failure.file_damaged": "Tệp dữ liệu hư hỏng. Đừng xóa gì; gọi cán bộ CNTT để khôi phục.",
  "failure.file_closed": "Tệp dữ liệu chưa mở lại được sau lỗi ổ đĩa. Việc đã báo lưu vẫn còn; khởi động lại chương trình.",
  "failure.already_enrolled": "Máy này đã ghi danh.",
  "failure.no_number_left": "Hết số để cấp trong ngày. Gọi người quản trị; chưa ghi gì.",
  "failure.server_contradicts": "Máy chủ trả lời mâu thuẫn với dữ liệu máy này. Chưa ghi gì của lần đó.",
  "failure.server_refused": "Máy chủ từ chối ({code}). Chưa ghi gì; báo người quản trị.",
  "failure.file_failed": "Chưa đọc được sổ của máy: ổ đĩa báo lỗi. Đừng tắt máy, gọi cán bộ CNTT.",
};
