"""Every act there is. One word for one thing: button, URL, function, journal and docs use these names."""

from bihuan.kernel.words import Labelled


class Act(Labelled):
    """A named write. The Chinese label stands beside it; ``cases.lifecycle`` says what it does to a case."""

    # 来件
    IMPORT_FILE = "import_file", "导入来件"
    ISSUE_BATCH = "issue_batch", "印发批次"
    # 梳理归并、分类
    MERGE_OPINIONS = "merge_opinions", "归并意见"
    UNMERGE_OPINION = "unmerge_opinion", "撤销归并"
    OPEN_CASE = "open_case", "立项"
    ANSWER_DIRECTLY = "answer_directly", "直接答复"
    SORT_OPINIONS = "sort_opinions", "确认分类"
    KEEP_APART = "keep_apart", "认定不是同一件"
    SETTLE_AMENDMENT = "settle_amendment", "处理清单变更"
    CORRECT_COLUMNS = "correct_columns", "更正列名理解"
    # 回应
    REVEAL_CONTACT = "reveal_contact", "查看联系方式"
    LOG_CONTACT = "log_contact", "登记联系"
    REPLY_OPINION = "reply_opinion", "答复意见"
    RECORD_UNDERSTANDING = "record_understanding", "登记理解情况"
    RECORD_RETURN_VISIT = "record_return_visit", "登记回访"
    # 交办
    EDIT_CASE = "edit_case", "修改事项要素"
    ASSIGN_CASE = "assign_case", "交办"
    ACKNOWLEDGE_CASE = "acknowledge_case", "签收"
    RETURN_CASE = "return_case", "退回交办"
    REASSIGN_CASE = "reassign_case", "改派"
    REQUEST_EXTENSION = "request_extension", "申请延期"
    APPROVE_EXTENSION = "approve_extension", "同意延期"
    REFUSE_EXTENSION = "refuse_extension", "不同意延期"
    REQUEST_WITHDRAWAL = "request_withdrawal", "申请撤销事项"
    APPROVE_WITHDRAWAL = "approve_withdrawal", "同意撤销事项"
    REFUSE_WITHDRAWAL = "refuse_withdrawal", "不同意撤销事项"
    # 立项整改
    SUBMIT_PLAN = "submit_plan", "报送整改方案"
    APPROVE_PLAN = "approve_plan", "同意整改方案"
    SEND_BACK_PLAN = "send_back_plan", "退回整改方案"
    REPORT_PROGRESS = "report_progress", "报告进展"
    ADD_EVIDENCE = "add_evidence", "上传佐证材料"
    # 核查
    APPOINT_VERIFIER = "appoint_verifier", "指定核查单位"
    APPOINT_SECOND_VERIFIER = "appoint_second_verifier", "指定会同核查单位"
    SUBMIT_FOR_VERIFICATION = "submit_for_verification", "申请核查"
    ANSWER_DOUBT = "answer_doubt", "说明疑点"
    PASS_VERIFICATION = "pass_verification", "核查通过"
    FAIL_VERIFICATION = "fail_verification", "核查不通过"
    # 公示
    POST_NOTICE = "post_notice", "发布公示"
    RAISE_OBJECTION = "raise_objection", "提出异议"
    DISMISS_OBJECTION = "dismiss_objection", "异议不成立"
    UPHOLD_OBJECTION = "uphold_objection", "异议成立"
    REVEAL_OBJECTOR = "reveal_objector", "查看异议人联系方式"
    # 销号、备案
    APPLY_CLOSE_OUT = "apply_close_out", "申请销号"
    CLOSE_CASE = "close_case", "同意销号"
    REFUSE_CLOSE_OUT = "refuse_close_out", "退回销号申请"
    FILE_CASE = "file_case", "备案"
    # 公开
    DRAFT_STATEMENT = "draft_statement", "拟公开稿"
    REVIEW_STATEMENT = "review_statement", "公开审查通过"
    SEND_BACK_STATEMENT = "send_back_statement", "退回公开稿"
    DISCLOSE_CASE = "disclose_case", "公开"
    # 回头看、反弹
    LOOK_BACK = "look_back", "回头看"
    REOPEN_CASE = "reopen_case", "认定反弹"
    DISMISS_RELAPSE = "dismiss_relapse", "认定不是反弹"
    ANNOUNCE_DRAW = "announce_draw", "公告抽查"
    CARRY_OUT_DRAW = "carry_out_draw", "抽取事项"
    # 督促检查
    ISSUE_SUPERVISION = "issue_supervision", "发出督促"
    SUPERVISE_BY_RULE = "supervise_by_rule", "按规则督促"
    REPLY_SUPERVISION = "reply_supervision", "回复督促"
    SETTLE_SUPERVISION = "settle_supervision", "办结督促"
    WITHDRAW_SUPERVISION = "withdraw_supervision", "撤回督促"
    RECORD_READING = "record_reading", "登记指标读数"
    # 书面报送
    SUBMIT_REPORT = "submit_report", "报送整改情况报告"
    SEND_BACK_REPORT = "send_back_report", "退回整改情况报告"
    # 长效机制、长期事项
    REGISTER_MECHANISM = "register_mechanism", "登记制度成果"
    UPDATE_MECHANISM = "update_mechanism", "更新制度成果"
    REVIEW_LONG_TERM = "review_long_term", "登记年度评估"
    CARRY_OVER_CASE = "carry_over_case", "转入下一批"
    # 现场核验
    RECORD_INSPECTION = "record_inspection", "登记现场核验"
    ANSWER_FINDING = "answer_finding", "回复核验意见"
    # 出文
    SAVE_WORDING = "save_wording", "修改文书范本"
    ISSUE_PAPER = "issue_paper", "文书定稿"
    SPOIL_PAPER = "spoil_paper", "文书作废"
    RECORD_SIGNATURE = "record_signature", "登记线下签批"
    REQUEST_PAPER_SET = "request_paper_set", "生成成套文书"
    # 基础资料
    MANAGE_ACCOUNTS = "manage_accounts", "维护账号岗位"
    MANAGE_REFERENCE = "manage_reference", "维护单位日历"
    SET_UP_LEDGER = "set_up_ledger", "建立台账"
    IMPORT_CALENDAR = "import_calendar", "导入工作日历"
    IMPORT_DUTIES = "import_duties", "导入职责清单"
    MANAGE_CHANNEL = "manage_channel", "维护消息通道"
    # 公开日志
    ROTATE_LOG_KEY = "rotate_log_key", "更换日志密钥"
